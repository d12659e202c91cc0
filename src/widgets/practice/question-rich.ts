/** Fills an element with text in which backticks mark code. */
export function rich(text: string): (element: HTMLElement) => void {
  return (element) =>
    element.replaceChildren(
      ...text.split('`').map((part, index) => {
        if (index % 2 === 0) return part
        const code = document.createElement('code')
        code.textContent = part
        return code
      }),
    )
}
