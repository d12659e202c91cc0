/** How long a browser may take to begin a download, ms: until then the file is kept for it. */
const KEPT_MS = 10_000

/** Hands a file to the browser as a download. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
