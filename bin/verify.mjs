#!/usr/bin/env node
/**
 * Checks evidence of Cairn with a public key and nothing else: this one file, Node.js 20 or newer, no network. What each
 * byte means, so that you can write another verifier, is in docs/evidence.md.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const USAGE = `Usage: node verify.mjs proof PROOF.json [CERTIFICATE.json] --key KEY.pem
       node verify.mjs heads OLD.json NEW.json [NEWER.json ...] --key KEY.pem

proof  the record stood in the store in the hour its digest says, and not a character of it has changed; or it did, and
       a case removed or rewrote it: with the certificate of that case, that it is signed and names the record
heads  everything that the older head vouches for is in the newer one, unchanged, and no hour is left out
--key  may be said several times, where the key was changed
Exit code 0: it is so. 1: it is not. 2: not understood.`

/** What is wrong, in one sentence. */
export class Wrong extends Error {}

const require = (isSo, sentence) => {
  if (!isSo) throw new Wrong(sentence)
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
/** RFC 9162 2.1.1: a byte 0 before a leaf, a byte 1 before two nodes. */
const leafHash = (text) => sha256(Buffer.of(0), Buffer.from(text, 'utf8'))
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)
const hex = (bytes) => bytes.toString('hex')

/** RFC 9162 2.1.3.2 */
export function rootFromInclusion(leaf, index, size, path) {
  require(Number.isSafeInteger(index) && index >= 0 && index < size, 'A leaf is said to stand outside its tree.')
  let [at, last, root] = [index, size - 1, leaf]
  for (const sibling of path) {
    require(last > 0, 'A path is too long.')
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root)
      while (at % 2 === 0 && at > 0) [at, last] = [half(at), half(last)]
    } else root = nodeHash(root, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  require(last === 0, 'A path is too short.')
  return root
}

/** RFC 9162 2.1.4.2: the roots of both trees, as the path has them. The first tree is not empty, and smaller. */
export function rootsFromConsistency(first, second, path, firstRoot) {
  const isWhole = Number.isInteger(Math.log2(first))
  const nodes = isWhole ? [firstRoot, ...path] : [...path]
  require(nodes.length > 0, 'A path between two heads is too short.')
  let [at, last] = [first - 1, second - 1]
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let [old, now] = [nodes[0], nodes[0]]
  for (const node of nodes.slice(1)) {
    require(last > 0, 'A path between two heads is too long.')
    if (at % 2 === 1 || at === last) {
      ;[old, now] = [nodeHash(node, old), nodeHash(node, now)]
      while (at % 2 === 0 && at > 0) [at, last] = [half(at), half(last)]
    } else now = nodeHash(now, node)
    ;[at, last] = [half(at), half(last)]
  }
  require(last === 0, 'A path between two heads is too short.')
  return [old, now]
}

const half = (number) => Math.floor(number / 2)

/** A file is right in one spelling alone: whoever changes any byte of it changes what it says, or is refused. */
function parse(bytes, shape) {
  let value
  let text
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    value = JSON.parse(text)
  } catch {
    throw new Wrong('The file is no JSON in UTF-8.')
  }
  require(text === `${JSON.stringify(only(value, shape), null, 2)}\n`, 'The file is not written as Cairn writes it.')
  return value
}

const HASH = /^[0-9a-f]{64}$/
const SALT = /^[0-9a-f]{32}$/
const SEQUENCE = /^[0-9a-f]{28}$/
const HASHES = [HASH]
const SIGNED = { text: 'string', signature: 'string' }
/** From the leaf of a record to a signed head. */
const PATH = {
  leaf: { index: 'number', path: HASHES },
  digests: ['string'],
  entry: { text: 'string', blind: SALT, index: 'number', path: HASHES },
  head: SIGNED,
  newest: null,
}
const PROOF = { cairn: /^proof-1$/, record: { sequence: SEQUENCE, salt: SALT, text: 'string' }, ...PATH }
const IN_TREE = { index: 'number', count: 'number', path: HASHES }
const REWRITTEN = {
  cairn: /^rewritten-1$/,
  record: { id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, sequence: SEQUENCE, leaf: HASH },
  ...PATH,
  change: { case: 'string', ended: 'string', certificate: HASH, now: null, leaf: IN_TREE, hour: IN_TREE },
}
const HEAD_FILE = { cairn: /^head-1-file$/, head: SIGNED, since: null }
const OPTIONAL = {
  newest: { ...SIGNED, path: HASHES },
  since: { hour: 'string', inclusion: HASHES, consistency: HASHES },
  now: { salt: SALT, text: 'string' },
}

/** The value with the members of its shape alone, in their order. */
function only(value, shape, name = 'file') {
  if (shape === null) return value === null ? null : only(value, OPTIONAL[name], name)
  if (Array.isArray(shape)) {
    require(Array.isArray(value), `${name} is no list.`)
    return value.map((one) => only(one, shape[0], name))
  }
  if (shape instanceof RegExp || typeof shape === 'string') {
    const isSo = typeof shape === 'string' ? typeof value === shape : typeof value === 'string' && shape.test(value)
    require(isSo, `${name} is not of its form.`)
    return value
  }
  require(typeof value === 'object' && value !== null, `${name} is no object.`)
  return Object.fromEntries(Object.entries(shape).map(([member, own]) => [member, only(value[member], own, member)]))
}

const bytesOf = (path) => path.map((one) => Buffer.from(one, 'hex'))

/** What a head calls a key by. */
const idOf = (key) => hex(sha256(key.export({ type: 'spki', format: 'der' })))

function isSigned(key, text, signature) {
  require(key.asymmetricKeyDetails?.namedCurve === 'prime256v1', 'The key is none of the curve P-256.')
  const bytes = Buffer.from(signature, 'base64')
  require(bytes.toString('base64') === signature, 'A signature is not written as base64.')
  return verify('sha256', Buffer.from(text, 'utf8'), key, bytes)
}

/** @returns what the head says */
function checkHead({ text, signature }, pems) {
  const head = JSON.parse(text)
  const keys = pems.map((pem) => createPublicKey(pem))
  const key = keys.find((one) => idOf(one) === head.key)
  require(key !== undefined, `The head of ${head.hour} was signed with another key: ${head.key}.`)
  require(isSigned(key, text, signature), `The signature of the head of ${head.hour} is wrong.`)
  require(head.cairn === 'head-1', 'A head is of another kind.')
  return head
}

/** @throws Wrong */
export function verifyProof(bytes, pems) {
  const { record, ...path } = parse(bytes, PROOF)
  const own = JSON.parse(path.digests[0] ?? 'null')
  require(own !== null, 'There is no digest.')
  const found = checkPath(leafHash(contentOf(own, record)), record.sequence, path, pems)
  return { ...found, text: record.text }
}

/** What the leaf of a record stands for. */
const contentOf = ({ source, tenant }, { salt, sequence, text }) => [salt, source, tenant, sequence, text].join('\n')

/** That a leaf stood in the digest of its hour, which a signed head names. */
function checkPath(recordLeaf, sequence, { leaf, digests, entry, head, newest }, pems) {
  const signed = checkHead(head, pems)
  const hourOf = (text) => new Date(Number.parseInt(text.slice(0, 12), 16)).toISOString().slice(0, 13)
  require(digests.length > 0, 'There is no digest.')
  const own = JSON.parse(digests[0])
  require(own.hour === hourOf(sequence), 'The digest is of another hour than the record.')
  const root = rootFromInclusion(recordLeaf, leaf.index, own.count, bytesOf(leaf.path))
  require(hex(root) === own.root, 'The record is not the one that was digested.')

  for (const [at, text] of digests.entries()) {
    const next = digests[at + 1]
    if (next !== undefined) require(JSON.parse(next).previous === hex(sha256(text)), 'The chain of digests is broken.')
  }
  const said = JSON.parse(entry.text)
  require(said.digest === hex(sha256(digests.at(-1))), 'The digest is not the one that the head names.')
  require(said.source === own.source && said.tenant === own.tenant, 'The entry is of another ledger.')
  require(said.hour === signed.hour, 'The entry is of another hour than the head.')
  const blinded = leafHash(`${entry.blind}\n${entry.text}`)
  const entries = rootFromInclusion(blinded, entry.index, signed.entries.size, bytesOf(entry.path))
  require(hex(entries) === signed.entries.root, 'The digest is in no entry of the signed head.')

  const last = newest === null ? signed : checkHead(newest, pems)
  if (newest !== null) {
    const { size, root: history } = last.history
    const found = rootFromInclusion(leafHash(head.text), signed.history.size, size, bytesOf(newest.path))
    require(hex(found) === history, 'The newest head does not hold the head of the record.')
    requireHours(signed, last)
  }
  return { tenant: own.tenant, source: own.source, sequence, hour: own.hour, head: signed, newest: last }
}

/**
 * Of a record that a case removed or rewrote: its leaf is in the digest. What it was, nobody can say any more.
 *
 * @param certificate of the case; without it nothing is known of the case but what the proof says, and `isCertified` is false
 * @throws Wrong
 */
export function verifyRewritten(bytes, pems, certificate) {
  const { record, change, ...path } = parse(bytes, REWRITTEN)
  const { id, sequence, leaf } = record
  const found = checkPath(Buffer.from(leaf, 'hex'), sequence, path, pems)
  const { now, ended } = change
  if (certificate !== undefined) checkChange(found, { record, change }, checkCertificate(certificate, pems))
  const rewritten = now === null ? {} : { text: now.text }
  return { ...found, id, leaf, case: change.case, ended, isCertified: certificate !== undefined, ...rewritten }
}

/** That the certificate is the one of the case, and that the root it names leads to the change. */
function checkChange({ source, tenant, hour }, { record, change }, { text, said }) {
  require(hex(sha256(text)) === change.certificate, 'The certificate is another one than the proof names.')
  require(said.form === 'cairn-case-1', 'The certificate is of another kind.')
  require(said.tenant === tenant && said.case === change.case, 'The certificate is of another case.')
  require(said.ended === change.ended, 'The case ended at another time than the proof says.')
  const { now, leaf, hour: place } = change
  const left =
    now === null ? 'removed' : hex(leafHash(contentOf({ source, tenant }, { ...now, sequence: record.sequence })))
  const content = [source, tenant, record.sequence, record.id, record.leaf, left].join('\n')
  const root = rootFromInclusion(leafHash(content), leaf.index, leaf.count, bytesOf(leaf.path))
  const ofHour = leafHash(`${hour} ${leaf.count} ${hex(root)}`)
  const { hours, root: all } = said.done.records
  require(hours === place.count, 'The certificate is of more hours, or of fewer, than the proof.')
  const found = rootFromInclusion(ofHour, place.index, place.count, bytesOf(place.path))
  require(hex(found) === all, 'The certificate does not name this change.')
}

/** @returns the text that is signed, and what it says */
function checkCertificate(bytes, pems) {
  const { certificate: text, signature } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  require(typeof text === 'string' && typeof signature === 'string', 'The file is no certificate.')
  const keys = pems.map((pem) => createPublicKey(pem))
  const said = JSON.parse(text)
  const key = keys.find((one) => idOf(one) === said.key)
  require(key !== undefined, `The certificate was signed with another key: ${said.key}.`)
  require(isSigned(key, text, signature), 'The signature of the certificate is wrong.')
  return { text, said }
}

/** One head an hour, none left out. */
function requireHours(older, newer) {
  const hours = (Date.parse(`${newer.hour}:00:00Z`) - Date.parse(`${older.hour}:00:00Z`)) / 3_600_000
  require(hours ===
    newer.history.size - older.history.size, `Hours are missing between ${older.hour} and ${newer.hour}.`)
}

/** @throws Wrong */
export function verifyHeads(olderBytes, newerBytes, pems) {
  const [older, newer] = [olderBytes, newerBytes].map((bytes) => parse(bytes, HEAD_FILE))
  const [old, now] = [older, newer].map(({ head }) => checkHead(head, pems))
  if (older.head.text === newer.head.text) return { older: old, newer: now }
  require(newer.since?.hour === old.hour, `The newer file does not say how it follows the head of ${old.hour}.`)
  const [first, second] = [old.history.size, now.history.size]
  require(first < second, 'The second head is not the newer one.')
  requireHours(old, now)
  const found = rootFromInclusion(leafHash(older.head.text), first, second, bytesOf(newer.since.inclusion))
  require(hex(found) === now.history.root, 'The newer head does not hold the older one.')
  if (first === 0) {
    require(newer.since.consistency.length === 0, 'A path between two heads is too long.')
    return { older: old, newer: now }
  }
  const path = bytesOf(newer.since.consistency)
  const roots = rootsFromConsistency(first, second, path, Buffer.from(old.history.root, 'hex')).map(hex)
  require(roots[0] === old.history.root && roots[1] === now.history.root, 'Heads before the older one were rewritten.')
  return { older: old, newer: now }
}

function readWords(words) {
  const [files, keys] = [[], []]
  for (let at = 0; at < words.length; at++) {
    if (words[at] === '--key') keys.push(words[++at])
    else files.push(words[at])
  }
  return { files, keys }
}

function main([command, ...words]) {
  const { files, keys } = readWords(words)
  const isProof = command === 'proof' && (files.length === 1 || files.length === 2)
  if ((!isProof && !(command === 'heads' && files.length > 1)) || keys.length === 0 || keys.includes(undefined))
    return [USAGE, 2]
  const pems = keys.map((file) => readFileSync(file, 'utf8'))
  if (isProof) {
    const [proof, certificate] = files.map((file) => readFileSync(file))
    const isRewritten = /^\{\s*"cairn": "rewritten-1"/.test(proof.toString('utf8'))
    require(isRewritten ||
      certificate === undefined, 'No case has changed this record: its proof needs no certificate.')
    return [
      isRewritten ? sayRewritten(verifyRewritten(proof, pems, certificate)) : sayProof(verifyProof(proof, pems)),
      0,
    ]
  }
  const lines = files.slice(1).map((file, at) => {
    const { older, newer } = verifyHeads(readFileSync(files[at]), readFileSync(file), pems)
    return `TRUE. Nothing that was digested up to ${older.hour} was rewritten up to ${newer.hour}, and no hour is left out.`
  })
  return [lines.join('\n'), 0]
}

const storedAt = (sequence) => new Date(Number.parseInt(sequence.slice(0, 12), 16)).toISOString()

const sayPath = ({ hour, head, newest }) => [
  `digest   of the hour ${hour}`,
  `head     of ${head.hour}, signed ${head.made} with the key ${head.key}`,
  `newest   ${newest.hour}, head number ${newest.history.size}`,
]

const sayProof = ({ tenant, source, sequence, text, ...path }) =>
  [
    'TRUE. Not a character of this record has changed since it was digested.',
    `record   ${JSON.parse(text).id ?? ''} of ${tenant} (${source}), stored ${storedAt(sequence)}`,
    ...sayPath(path),
    '',
    text,
  ].join('\n')

const sayRewritten = ({ tenant, source, sequence, id, leaf, ended, isCertified, text, case: name, ...path }) => {
  const became = text === undefined ? 'removed it' : 'put another text in its place'
  const certified = isCertified
    ? `The case ${name} ${became}: its certificate, signed, names it.`
    : `The proof says that the case ${name} ${became}: give its certificate along to have that checked.`
  return [
    `TRUE. A record of this leaf was digested. ${certified}`,
    'What the record was before, this cannot say: nobody can open the leaf any more.',
    `record   ${id} of ${tenant} (${source}), stored ${storedAt(sequence)}`,
    `leaf     ${leaf}`,
    `case     ${name}, ended ${ended}${isCertified ? '' : ' (not checked)'}`,
    ...sayPath(path),
    ...(text === undefined ? [] : ['', text]),
  ].join('\n')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const [text, code] = main(process.argv.slice(2))
    process.stdout.write(`${text}\n`)
    process.exitCode = code
  } catch (error) {
    const isWrong = error instanceof Wrong || error instanceof SyntaxError || error instanceof TypeError
    process.stdout.write(isWrong ? `FALSE. ${error.message}\n` : `${error.message}\n`)
    process.exitCode = isWrong ? 1 : 2
  }
}
