import { html } from 'hono/html'
import type { Accent } from '../config/accent.ts'

/** What one email says, in one language. Plain text throughout; the HTML part escapes it. */
export interface Content {
  subject: string
  heading: string
  /** One sentence about what happened, or what to do. */
  text: string
  /** A code to type. */
  code?: string
  /** The one thing to do. */
  button?: { label: string; url: string }
  /** How long the code or the link is valid, and advice. */
  notes: string[]
  /** When, where and from which device it was requested. */
  details: [label: string, value: string][]
  /** What to do if the recipient did not cause the email. */
  notYou: string
  /** Where to check. */
  link?: { label: string; url: string }
}

/** What surrounds the content: the same in all emails of a language. */
export interface Frame {
  /** BCP 47. */
  language: string
  direction: 'ltr' | 'rtl'
  product: string
  /** https URLs. */
  logo: string | undefined
  darkLogo: string | undefined
  light: Accent
  dark: Accent
  /** The address for questions. The HTML part links to it. */
  support: string | undefined
  /** The line above the copy of the button's link. */
  linkHint: string
  footer: string[]
}

/** An email without its addresses. */
export interface Email {
  subject: string
  text: string
  html: string
}

export function renderEmail(content: Content, frame: Frame): Email {
  return { subject: content.subject, text: asText(content, frame), html: asHtml(content, frame) }
}

function asText(content: Content, { product, footer }: Frame): string {
  const { heading, text, code, button, notes, details, notYou, link } = content
  const paragraphs = [
    product,
    heading,
    text,
    ...(code ? [code] : []),
    ...(button ? [`${button.label}:\n${button.url}`] : []),
    ...notes,
    details.map(([label, value]) => `${label}: ${value}`).join('\n'),
    notYou,
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    // Mail clients fold away what follows this line (RFC 3676 section 4.3).
    ['-- ', ...footer].join('\n'),
  ]
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`
}

const font =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, 'Hiragino Sans', 'Noto Sans JP', sans-serif"
const mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Courier New', monospace"

/** The neutral colors of the pages. */
const light = {
  page: '#f4f4f5',
  card: '#ffffff',
  line: '#e4e4e7',
  text: '#18181b',
  quiet: '#52525b',
}
const dark = {
  page: '#09090b',
  card: '#131316',
  line: '#2e2e33',
  text: '#f4f4f5',
  quiet: '#a9a9b3',
}

/**
 * Tables and inline styles, because Outlook lays out nothing else and some clients remove <style>. The style sheet adds the dark
 * scheme and small screens. `html` escapes every value.
 */
function asHtml(content: Content, frame: Frame): string {
  const { heading, text, code, button, notes, details, notYou, link } = content
  const { language, direction, support, linkHint, footer } = frame
  const { fill, text: onFill, border } = frame.light
  const anchor = `color:${frame.light.link}`
  const quiet = `margin:0 0 8px;font-size:13px;line-height:20px;color:${light.quiet}`
  return String(html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${heading}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
.page { padding: 16px 8px !important; }
.card { padding: 24px 20px !important; }
.action { width: 100% !important; }
.button a { display: block !important; text-align: center !important; }
}
@media (prefers-color-scheme: dark) {
body, .page { background: ${dark.page} !important; }
.card { background: ${dark.card} !important; border-color: ${dark.line} !important; }
.card, .strong { color: ${dark.text} !important; }
.quiet { color: ${dark.quiet} !important; }
.code { background: ${dark.page} !important; color: ${dark.text} !important; }
.line { border-color: ${dark.line} !important; }
.link { color: ${frame.dark.link} !important; }
.button { background: ${frame.dark.fill} !important; border-color: ${frame.dark.border} !important; }
.button a { color: ${frame.dark.text} !important; }
.on-light { display: none !important; }
.on-dark { display: block !important; }
}
</style>
</head>
<body style="margin:0;padding:0;background:${light.page}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${[text, ...notes].join(' ')}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="page" align="center" bgcolor="${light.page}" style="padding:32px 16px;background:${light.page}">
<!--[if mso]><table role="presentation" width="480"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:480px;margin:0 auto">
<tr><td class="card" bgcolor="${light.card}" style="padding:32px;background:${light.card};border:1px solid ${light.line};border-radius:12px;font:15px/24px ${font};color:${light.text};text-align:start;overflow-wrap:break-word;word-break:break-word">
<p class="strong" style="margin:0 0 24px;font-size:15px;font-weight:600;color:${light.text}">${productMark(frame)}</p>
<h1 class="strong" style="margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600;text-wrap:balance;color:${light.text}">${heading}</h1>
<p style="margin:0 0 24px">${text}</p>
${
  code
    ? html`<p class="code" style="margin:0 0 24px;padding:16px;background:${light.page};border-radius:8px;font:600 30px/36px ${mono};letter-spacing:6px;text-indent:6px;text-align:center;color:${light.text}">${code}</p>
`
    : ''
}${
  button
    ? html`<table class="action" role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px;border-collapse:separate">
<tr><td class="button" bgcolor="${fill}" style="background:${fill};border:1px solid ${border};border-radius:8px"><a href="${button.url}" style="display:inline-block;padding:10px 20px;font-weight:600;color:${onFill};text-decoration:none">${button.label}</a></td></tr>
</table>
`
    : ''
}${notes.map((note) => html`<p class="quiet" style="${quiet}">${note}</p>\n`)}${
  details.length > 0
    ? html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="line" style="margin:16px 0;border:solid ${light.line};border-width:1px 0;font:13px/20px ${font}">
<tr><td style="padding:12px 0"><table role="presentation" cellpadding="0" cellspacing="0" border="0">${details.map(
        ([label, value]) => html`
<tr><td class="quiet" valign="top" style="padding:2px 16px 2px 0;font:13px/20px ${font};color:${light.quiet};white-space:nowrap">${label}</td><td class="strong" valign="top" style="padding:2px 0;font:13px/20px ${font};color:${light.text}">${value}</td></tr>`,
      )}
</table></td></tr>
</table>
`
    : ''
}<p class="quiet" style="${quiet}">${linked(notYou, support, anchor)}${
    link ? html` <a class="link" href="${link.url}" style="${anchor}">${link.label}</a>` : ''
  }</p>
${
  button
    ? html`<p class="quiet" style="${quiet}">${linkHint}<br><a class="link" href="${button.url}" style="${anchor}">${button.url}</a></p>
`
    : ''
}<p class="quiet line" style="margin:16px 0 0;padding:16px 0 0;border-top:1px solid ${light.line};font-size:12px;line-height:18px;color:${light.quiet}">${footer.map(
    (line, index) => html`${index > 0 ? html`<br>` : ''}${linked(line, support, anchor)}`,
  )}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`)
}

/** The logo or, if there is none or it does not load, the name. The logo for the dark scheme is hidden from Outlook. */
function productMark({ product, logo, darkLogo }: Frame) {
  if (!logo) return product
  const image = (src: string, name: string, display: string) =>
    html`<img class="${name}" src="${src}" alt="${product}" height="32" style="display:${display};height:32px;max-width:100%;border:0">`
  if (!darkLogo) return image(logo, 'logo', 'block')
  return html`${image(logo, 'on-light', 'block')}<!--[if !mso]><!-->${image(darkLogo, 'on-dark', 'none')}<!--<![endif]-->`
}

/** The text, with the address for questions as a link. */
function linked(text: string, address: string | undefined, style: string) {
  if (!address) return text
  return text
    .split(address)
    .map((piece, index) =>
      index === 0
        ? html`${piece}`
        : html`<a class="link" href="mailto:${address}" style="${style}">${address}</a>${piece}`,
    )
}
