/** What `content/explanations/` says of a kind of step or of a field, as the site ships it. */
export interface Explanation {
  readonly name: string
  readonly meaning: string
  /** As people write it: `RFC 8446 §4.1.2`. */
  readonly source: string
  /** Where the source can be read; none where it is not on the web. */
  readonly href?: string | undefined
}
