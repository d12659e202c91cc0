/**
 * The names of TLS's numbers as RFC 8446, RFC 5246 and the IANA registries have them.
 */

/** Numbered names from a list: `20 a b 30 c` names 20 a, 21 b and 30 c. */
function numbered(list: string): Map<number, string> {
  const names = new Map<number, string>()
  let next = 0
  for (const word of list.trim().split(/\s+/)) {
    if (/^\d/.test(word)) next = Number(word)
    else names.set(next++, word)
  }
  return names
}

/** @see RFC 8446 §5.1, RFC 6520 §3 */
const contentTypes = numbered('20 change_cipher_spec alert handshake application_data heartbeat')

/** @see RFC 8446 §4, RFC 5246 §7.4, RFC 6066 §8, RFC 8879 §4 */
const handshakeTypes = numbered(`0 hello_request client_hello server_hello hello_verify_request new_session_ticket
  end_of_early_data 8 encrypted_extensions 11 certificate server_key_exchange certificate_request server_hello_done
  certificate_verify client_key_exchange 20 finished certificate_url certificate_status supplemental_data key_update
  compressed_certificate 67 next_protocol 254 message_hash`)

/** @see RFC 8446 §6, RFC 5246 §7.2, RFC 6066 §9 */
const alerts = numbered(`0 close_notify 10 unexpected_message 20 bad_record_mac decryption_failed_RESERVED
  record_overflow 30 decompression_failure 40 handshake_failure no_certificate_RESERVED bad_certificate
  unsupported_certificate certificate_revoked certificate_expired certificate_unknown illegal_parameter unknown_ca
  access_denied decode_error decrypt_error 52 too_many_cids_requested 60 export_restriction_RESERVED 70 protocol_version
  insufficient_security 80 internal_error 86 inappropriate_fallback 90 user_canceled 100 no_renegotiation 109
  missing_extension unsupported_extension certificate_unobtainable unrecognized_name bad_certificate_status_response
  bad_certificate_hash_value unknown_psk_identity certificate_required 120 no_application_protocol ech_required`)

/** @see https://www.iana.org/assignments/tls-parameters/#tls-parameters-8 */
const groups = numbered(`1 sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1 sect233r1 sect239k1 sect283k1
  sect283r1 sect409k1 sect409r1 sect571k1 sect571r1 secp160k1 secp160r1 secp160r2 secp192k1 secp192r1 secp224k1
  secp224r1 secp256k1 secp256r1 secp384r1 secp521r1 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 x25519 x448
  brainpoolP256r1tls13 brainpoolP384r1tls13 brainpoolP512r1tls13 GC256A GC256B GC256C GC256D GC512A GC512B GC512C
  curveSM2 256 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 512 MLKEM512 MLKEM768 MLKEM1024 4587
  SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024 25497 X25519Kyber768Draft00 SecP256r1Kyber768Draft00
  65281 arbitrary_explicit_prime_curves arbitrary_explicit_char2_curves`)

/** @see RFC 8446 §4.2.3, RFC 8734 */
const schemes = numbered(`513 rsa_pkcs1_sha1 515 ecdsa_sha1 1025 rsa_pkcs1_sha256 1027 ecdsa_secp256r1_sha256 1281
  rsa_pkcs1_sha384 1283 ecdsa_secp384r1_sha384 1537 rsa_pkcs1_sha512 1539 ecdsa_secp521r1_sha512 2052
  rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384
  rsa_pss_pss_sha512 2074 ecdsa_brainpoolP256r1tls13_sha256 ecdsa_brainpoolP384r1tls13_sha384
  ecdsa_brainpoolP512r1tls13_sha512 2308 mldsa44 mldsa65 mldsa87`)

/** @see https://www.iana.org/assignments/tls-extensiontype-values */
const extensions = numbered(`0 server_name max_fragment_length client_certificate_url trusted_ca_keys truncated_hmac
  status_request user_mapping client_authz server_authz cert_type supported_groups ec_point_formats srp
  signature_algorithms use_srtp heartbeat application_layer_protocol_negotiation status_request_v2
  signed_certificate_timestamp client_certificate_type server_certificate_type padding encrypt_then_mac
  extended_master_secret token_binding cached_info tls_lts compress_certificate record_size_limit pwd_protect pwd_clear
  password_salt ticket_pinning tls_cert_with_extern_psk delegated_credential session_ticket TLMSP TLMSP_proxying
  TLMSP_delegate supported_ekt_ciphers 41 pre_shared_key early_data supported_versions cookie psk_key_exchange_modes
  47 certificate_authorities oid_filters post_handshake_auth signature_algorithms_cert key_share transparency_info
  54 connection_id external_id_hash external_session_id quic_transport_parameters ticket_request dnssec_chain
  13172 next_protocol_negotiation 17513 application_settings 65037 encrypted_client_hello 65281 renegotiation_info`)

const versions = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
])

const hex4 = (code: number) => `0x${code.toString(16).padStart(4, '0')}`

/** Whether a value is one of those that mean nothing and keep servers tolerant (RFC 8701). */
const isGrease = (code: number) => (code & 0x0f0f) === 0x0a0a && code >> 8 === (code & 255)

const orHex = (names: Map<number, string>) => (code: number) =>
  names.get(code) ?? (isGrease(code) ? 'GREASE' : hex4(code))
const orDigits = (names: Map<number, string>) => (code: number) => names.get(code) ?? String(code)

export const contentTypeName = orDigits(contentTypes)
export const handshakeTypeName = orDigits(handshakeTypes)
export const alertName = orDigits(alerts)
export const alertLevelName = orDigits(numbered('1 warning fatal'))
export const extensionName = (code: number) => extensions.get(code) ?? (isGrease(code) ? 'GREASE' : String(code))
export const groupName = orHex(groups)
export const schemeName = orHex(schemes)
/** TLS 1.3, or a draft of it: those had 0x7f as the first byte of their version and the draft's number as the second. */
export const is13 = (version: number | null | undefined) => version === 0x0304 || (version ?? 0) >> 8 === 0x7f
/** `TLS 1.3` for 0x0304. Drafts of TLS 1.3 are named as such. */
export const versionName = (code: number) =>
  versions.get(code) ?? (code >> 8 === 0x7f ? `TLS 1.3 draft ${code & 255}` : isGrease(code) ? 'GREASE' : hex4(code))
