/**
 * The widgets that a lesson may use, by the tag it writes. They are handed to
 * the MDX by the lesson's page, so that lessons need no imports.
 */
import Cite from './Cite.astro'
import Compare from './Compare.astro'
import Configuration from './Configuration.astro'
import DoIt from './DoIt.astro'
import Fact from './Fact.astro'
import PortTable from './PortTable.astro'
import Predict from './Predict.astro'
import Probed from './Probed.astro'
import Puzzle from './Puzzle.astro'
import Quiz from './Quiz.astro'
import Session from './Session.astro'
import Term from './Term.astro'
import Transcript from './Transcript.astro'
import Tried from './Tried.astro'

export const components = {
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
