declare module 'text-readability' {
  const readability: {
    /** School years, by Flesch and Kincaid, to a tenth. */
    fleschKincaidGrade(text: string): number
  }
  export default readability
}
