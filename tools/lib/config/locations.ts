/** A place for the database, and the cloud region near which the Worker then runs. */
export interface Place {
  name: string
  region: string
}

/** D1's location hints (https://developers.cloudflare.com/d1/configuration/data-location/). */
export const locations = {
  wnam: { name: 'Western North America', region: 'aws:us-west-2' },
  enam: { name: 'Eastern North America', region: 'aws:us-east-1' },
  weur: { name: 'Western Europe', region: 'aws:eu-central-1' },
  eeur: { name: 'Eastern Europe', region: 'gcp:europe-central2' },
  apac: { name: 'Asia-Pacific', region: 'aws:ap-southeast-1' },
  oc: { name: 'Oceania', region: 'aws:ap-southeast-2' },
} as const satisfies Record<string, Place>

/** Where a database is guaranteed to stay. A jurisdiction cannot be added later. */
export const jurisdictions = {
  eu: { name: 'the European Union', region: 'aws:eu-central-1' },
  us: { name: 'the United States', region: 'aws:us-east-1' },
  fedramp: { name: 'FedRAMP-compliant data centers', region: 'aws:us-east-1' },
} as const satisfies Record<string, Place>

export type Location = keyof typeof locations

/** Whether a text is a location hint. */
export function isLocation(text: string): text is Location {
  return Object.hasOwn(locations, text)
}

/** Names of cloud regions by location, the first match wins. Cities of one location are up to 80 ms apart. */
const regionNames: [Location, RegExp][] = [
  ['oc', /australia|newzealand|ap-southeast-[246]$/],
  ['eeur', /europe-central2|poland/],
  [
    'weur',
    /^(aws|gcp):eu|europe|^azure:(uk|france|germany|swiss|switzerland|norway|sweden|italy|spain|belgium|austria|denmark)/,
  ],
  ['apac', /:ap-|asia|japan|korea|india/],
  ['wnam', /us-?west|westus|ca-west|canadawest|mx-|mexico/],
  [
    'enam',
    /us-(east|central|south)|us-gov|eastus|centralus|southcentral|northcentral|ca-central|canada|northamerica-northeast/,
  ],
]

/** The location of a cloud region such as aws:eu-west-1; undefined if it is not known. */
export function locationOf(region: string): Location | undefined {
  return regionNames.find(([, names]) => names.test(region))?.[0]
}
