#!/bin/sh
# A client of the service desk's API in shell: curl and nothing else. `. client.sh`, then:
#   desk GET 'tickets/?open=true&fields=number,status'
#   desk POST customers/lookup/ '{"q": "6217"}'
#   ONCE=95598-20260316-0001 desk POST tickets/ @fault.json      (the same key and body again: the same answer)
# BASE is the address of the house, KEY the key. The body of the answer goes to standard output; a refusal returns 1.
desk() {
  : "${KEY:?set KEY to an API key}"
  _base=${BASE:-http://127.0.0.1:8000}
  _once=${ONCE:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}
  _tries=5
  while :; do
    if [ "$1" = GET ]; then
      _told=$(curl -sS -m 30 -w '\n%{http_code} %header{retry-after}' "$_base/api/v1/$2" -H "Authorization: Bearer $KEY") || _told='
000 2'
    else
      _told=$(curl -sS -m 30 -w '\n%{http_code} %header{retry-after}' "$_base/api/v1/$2" -H "Authorization: Bearer $KEY" \
        -H 'Content-Type: application/json' -H "Idempotency-Key: $_once" -d "${3:-{\}}") || _told='
000 2'
    fi
    _last=$(printf '%s\n' "$_told" | tail -n 1)
    _status=${_last%% *}
    _tries=$((_tries - 1))
    case $_status in
      000 | 429 | 502 | 503 | 504) [ "$_tries" -gt 0 ] || break; _wait=${_last#* }; sleep "${_wait:-2}" ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$_told" | sed '$d'
  case $_status in 2*) return 0 ;; *) return 1 ;; esac
}
