import { Page } from '../page.tsx'
export default function X() { return <Page title="x">x</Page> }
