/** Code of no more letters than this fits a line of a phone: it is not broken over two, at no hyphen either. */
export const WHOLE = 24

/** Fills an element with text in which backticks mark code. */
export function rich(text: string): (element: HTMLElement) => void {
  return (element) =>
    element.replaceChildren(
      ...text.split('`').map((part, index) => {
        if (index % 2 === 0) return part
        const className = part.length > WHOLE ? '' : 'whole'
        return Object.assign(document.createElement('code'), { textContent: part, className })
      }),
    )
}
