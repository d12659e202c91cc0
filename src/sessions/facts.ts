/**
 * What the site knows, read from content/ at build time: ports, facts, sources, words, error messages, old advice.
 * Each file is read once. A file that does not fit its schema, or an id nobody knows, stops the build with a
 * {@link ContentError} that names the file, the place, the problem and the next step.
 */
import { join, resolve } from 'node:path'
import { z } from 'astro/zod'
import {
  claimSchema,
  errorSchema,
  factSchema,
  listOf,
  portSchema,
  sourceSchema,
  termSchema,
  type Claim,
  type ErrorMessage,
  type Fact,
  type Port,
  type Source,
  type Term,
} from './fact-schemas.ts'
import { unknownName } from '../core/nearest.ts'
import { ContentError, readYaml } from './yaml-file.ts'

export type { Claim, ErrorMessage, Fact, FactSource, Port, Source, Term } from './fact-schemas.ts'

// Not import.meta.url: the build moves this module. Every command of the project runs at its top.
const contentDir = resolve('content')

/** The port table, in the order of the file. */
export const getPorts = once((): readonly Port[] => readPorts(contentDir))
/** All facts, in the order of the file. */
export const getFacts = once((): readonly Fact[] => readFacts(contentDir))
/** Sources that are no RFC, by key. */
export const getSources = once((): Readonly<Record<string, Source>> => readSources(contentDir))
/** The glossary, in the order of the file. */
export const getGlossary = once((): readonly Term[] => readGlossary(contentDir))
/** The reference of error messages. */
export const getErrors = once((): readonly ErrorMessage[] => readErrors(contentDir))
/** Old advice, checked. */
export const getClaims = once((): readonly Claim[] => readClaims(contentDir))

/** @throws {ContentError} naming the nearest fact id where there is no such fact */
export function getFact(id: string): Fact {
  return pick('facts.yaml', 'fact', id, (fact) => fact.id, getFacts())
}

/** @throws {ContentError} where the port is not in the table */
export function getPort(port: number): Port {
  return pick('ports.yaml', 'port', String(port), (row) => String(row.port), getPorts())
}

/** @throws {ContentError} naming the nearest term id */
export function getTerm(id: string): Term {
  return pick('glossary.yaml', 'term', id, (term) => term.id, getGlossary())
}

/** @throws {ContentError} naming the nearest key */
export function getSource(key: string): Source {
  const [, source] = pick('sources.yaml', 'source', key, ([name]) => name, Object.entries(getSources()))
  return source
}

// The readers proper. They take the folder: a test hands those of ports and facts a broken one.

/** @throws {ContentError} */
export function readPorts(dir: string): Port[] {
  return readYaml(
    join(dir, 'ports.yaml'),
    z.array(portSchema),
    'The head of content/ports.yaml says what each field means.',
  )
}

/** @throws {ContentError} */
export function readFacts(dir: string): Fact[] {
  return readYaml(
    join(dir, 'facts.yaml'),
    listOf(factSchema),
    'The head of content/facts.yaml shows a fact with all its fields.',
  )
}

/** @throws {ContentError} */
function readSources(dir: string): Record<string, Source> {
  return readYaml(
    join(dir, 'sources.yaml'),
    z.record(z.string(), sourceSchema),
    'A source is { title, url, date } under its key.',
  )
}

/** @throws {ContentError} */
function readGlossary(dir: string): Term[] {
  return readYaml(join(dir, 'glossary.yaml'), listOf(termSchema), 'A term is { id, term, short, long, see, source }.')
}

/** @throws {ContentError} */
function readErrors(dir: string): ErrorMessage[] {
  const hint =
    'A message is { id, message, program, version, where, meaning, cause, cure, facts, sessions, tried, ask }.'
  return readYaml(join(dir, 'errors.yaml'), listOf(errorSchema), hint)
}

/** @throws {ContentError} */
function readClaims(dir: string): Claim[] {
  const hint = 'A claim is { id, claim, verdict, since, origin, truth, facts, sessions }.'
  return readYaml(join(dir, 'claims.yaml'), listOf(claimSchema), hint)
}

/** Finds an entry by its id; an unknown id is an error that names the nearest one. */
export function pick<T>(file: string, kind: string, id: string, idOf: (entry: T) => string, entries: readonly T[]): T {
  const found = entries.find((entry) => idOf(entry) === id)
  if (found !== undefined) return found
  const otherwise = `The ids are in content/${file}.`
  throw new ContentError(unknownName(`content/${file}: no ${kind}`, id, entries.map(idOf), { otherwise }))
}

function once<T>(read: () => T): () => T {
  let kept: { value: T } | undefined
  return () => (kept ??= { value: read() }).value
}
