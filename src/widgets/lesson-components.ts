/**
 * The widgets that a lesson may use, by the tag it writes. They are handed to
 * the MDX by the lesson's page, so that lessons need no imports.
 */
import Cite from './prose/Cite.astro'
import Code from './prose/Code.astro'
import Compare from './compare/Compare.astro'
import Configuration from './prose/Configuration.astro'
import DoIt from './prose/DoIt.astro'
import Fact from './prose/Fact.astro'
import PortTable from './ports/PortTable.astro'
import Pre from './prose/Pre.astro'
import Predict from './predict/Predict.astro'
import Probed from './prose/Probed.astro'
import Puzzle from './prose/Puzzle.astro'
import Quiz from './practice/Quiz.astro'
import Session from './session/Session.astro'
import Term from './prose/Term.astro'
import Transcript from './terminal/Transcript.astro'
import Tried from './prose/Tried.astro'

export const components = {
  code: Code,
  pre: Pre,
  Cite,
  Compare,
  Configuration,
  DoIt,
  Fact,
  PortTable,
  Predict,
  Probed,
  Puzzle,
  Quiz,
  Session,
  Term,
  Transcript,
  Tried,
}
