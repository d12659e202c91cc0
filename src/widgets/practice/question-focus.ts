/** Takes the focus when it appears: what stood there before, and perhaps had it, is gone. */
export function takeFocus(element: HTMLElement): void {
  element.focus()
}
