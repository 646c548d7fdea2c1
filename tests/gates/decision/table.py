"""Pairs of assertions and how they relate, each with a fragment of the witness.

The relation is a sign: ``=`` equal, ``<`` stricter (the new one lets less through), ``>`` looser,
``x`` incomparable, ``?`` undecided. The fragment stands in the witness (of ``<`` and ``x``) or in
the reverse witness (of ``>``); under ``?`` it is a fragment of the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.gates.decision.verdicts import Relation

SIGNS = {
    "=": Relation.EQUAL,
    "<": Relation.STRICTER,
    ">": Relation.LOOSER,
    "x": Relation.INCOMPARABLE,
    "?": Relation.UNDECIDED,
}


_SIGN = re.compile(" ([=<>x?])  ")


@dataclass(frozen=True)
class Row:
    section: str
    old: str
    relation: Relation
    new: str
    fragment: str

    def __str__(self) -> str:
        return f"{self.section}: {self.old} {self.relation.value} {self.new}"


def rows(text: str) -> list[Row]:
    """Read lines of the form ``old  SIGN  new  ;; fragment`` under headings that begin with #."""
    found: list[Row] = []
    section = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("# "):
            section = line[2:]
            continue
        pair, _, fragment = line.partition(" ;; ")
        old, sign, new = _SIGN.split(pair, maxsplit=1)
        found.append(Row(section, old.strip(), SIGNS[sign], new.strip(), fragment.strip()))
    return found


TABLE = rows(
    r"""
# status: whole numbers, 101 and 200 to 999
status == 200                       =  status == 200.0
status == 200                       >  status < 300                      ;; 201
status < 300                        <  status == 200                     ;; 201
status < 500                        <  status < 400                      ;; 400 |
status < 400                        =  status <= 399
status < 400                        =  status <= 399.5
status < 400                        =  status not >= 400
status == 200                       x  status == 201                     ;; 200
status != 200                       =  status not == 200
status != 200                       x  status == 200                     ;; 404
status >= 100                       =  status exists
status > 101                        =  status >= 200
status < 1000                       =  status isInteger
status == 150                       =  status < 0
status == 99999                     =  status isFloat
status isNumber                     =  status isInteger
status not isString                 =  status exists
status == "200"                     =  status startsWith "2"
status startsWith "2"               >  status == 200                     ;; mismatch->yes
status startsWith "2"               =  status not startsWith "2"
status != "200"                     =  status exists
status not == null                  =  status exists
status contains 2                   =  status not contains 2
status matches /2/                  =  status == 0
status toString startsWith "2"      <  status == 200                     ;; 201
status toString startsWith "2"      >  status < 300                      ;; 101
status toString matches /^[23]/     =  status toString matches /^(2|3)[0-9][0-9]$/
status toInt < 300                  =  status < 300
status toFloat < 299.5              =  status < 300
status toFloat isFloat              =  status exists
status count == 1                   =  status isString
status < 9223372036854775808        >  status not > 99999999999999999999 ;; 960
status > 99999999999999999999       =  status == 0

# duration: whole milliseconds, never negative
duration < 1000                     <  duration < 500                    ;; 500 ms
duration < 500                      =  duration <= 499
duration < 500                      =  duration <= 499.9
duration < 500                      >  duration < 1000                   ;; ms
duration >= 0                       =  duration exists
duration > -1                       =  duration exists
duration < 0                        =  duration == -5
duration < 0.5                      =  duration == 0
duration != 0                       =  duration > 0
duration <= 9223372036854775807     =  duration exists

# header: nothing, a string, or a list of two strings and more
header "X" exists                   =  header "x" exists
header "X" == "a"                   >  header "X" exists                 ;; no->yes
header "X" not == "x"               <  header "X" != "x"                 ;; nothing->nothing
header "X" exists                   <  header "X" != ""                  ;; X:  |
header "X" exists                   <  header "X" isString               ;; yes->no
header "X" isString                 =  header "X" >= ""
header "X" > 4                      >  header "X" not > 4                ;; nothing->nothing
header "X" > 4                      =  header "X" isInteger
header "X" not exists               =  header "X" not > 4
header "X" == 4                     =  header "X" isFloat
header "X" == "a"                   >  header "X" contains "a"           ;; no->yes
header "X" contains "a"             <  header "X" includes "a"           ;; yes->mismatch
header "X" includes "a"             >  header "X" contains "a"           ;; mismatch->yes
header "X" isList                   =  header "X" count >= 2
header "X" isList                   =  header "X" count exists
header "X" count == 1               =  header "X" isInteger
header "X" count >= 2               <  header "X" count == 2             ;; X: a | X: a | X: a
header "X" nth 0 == "a"             =  header "X" first == "a"
header "X" nth 1 == "a"             x  header "X" last == "a"            ;; X: a
header "X" startsWith "ab"          <  header "X" startsWith "abc"       ;; X: ab
header "X" startsWith "ab"          =  header "X" matches /^ab/
header "X" endsWith "ab"            =  header "X" matches /ab$/
header "X" == "ab"                  =  header "X" matches /^ab$/
header "X" matches "^ab"            =  header "X" matches /^ab/
header "X" matches "("              =  header "X" isInteger
header "X" contains "ab"            <  header "X" matches /ab/           ;; X: ab | X: ab
header "X" matches /a/              <  header "X" matches /^a$/          ;; X: a
header "X" matches /(?i)^ab$/       <  header "X" == "ab"                ;; X: aB
header "X" matches /^[0-9]+$/       <  header "X" matches /^[0-9]{3}$/   ;; X:
header "X" matches /^\d+$/          >  header "X" matches /\d/           ;; X:
header "X" isIpv4                   x  header "X" startsWith "127."      ;; X:
header "X" isIpv6                   >  header "X" contains ":"           ;; X:
header "X" isIsoDate                x  header "X" startsWith "20"        ;; X:
header "X" > "a"                    <  header "X" > "b"                  ;; X: b
header "X" < ""                     =  header "X" == 1
header "X" <= ""                    =  header "X" == ""
header "X" not contains "a"         x  header "X" not contains "ab"      ;; X: b | X: ab
header "X" contains "a b"           x  header "X" contains "a"           ;; X: a b
header "X" == " a"                  =  header "X" isFloat
header "X" == "a\n"                 =  header "X" isFloat
header "X" toInt > 5                <  header "X" toInt > 6              ;; X: 6
header "X" toInt > 5                =  header "X" toInt >= 6
header "X" toInt > 5                >  header "X" toFloat > 5            ;; X: 10.0
header "X" toFloat > 0.5            >  header "X" toFloat >= 0.5         ;; X: 0.5
header "X" toInt isInteger          <  header "X" toInt == 3             ;; X:
header "X" toInt not == 3           =  header "X" toInt != 3
header "X" toString == "a"          =  header "X" == "a"
header "X" split "," count == 2     >  header "X" split "," count >= 2   ;; X: ,,
header "X" split "," first == "a"   =  header "X" split "," nth 0 == "a"
header "X" split "," contains "a"   =  header "X" split "," includes "a"
header "X" split "," isList         =  header "X" isString
header "X" urlDecode == "a b"       x  header "X" urlDecode == "a"       ;; X:
header "X" regex /v([0-9]+)/ toInt > 1  <  header "X" regex /v([0-9]+)/ toInt > 2 ;; X: v2
header "X" not isEmpty              <  header "X" != ""                  ;; nothing->nothing
header "Content-Length" toInt > 5   <  header "Content-Length" toInt > 6 ;; 6 | body xxxxxx
header "Content-Length" == "abc"    =  header "Content-Length" isInteger
header "x " exists                  =  header "a:b" isString
header "\u{0}" exists               =  header "a\nb" exists
header "x " exists                  >  header "x " not exists            ;; 200 | body
header "Location" isList            <  header "Location" includes "a"  ;; Location: b | Location: b

# cookie: one of its name, each attribute is there or not
cookie "\t a" exists                =  cookie "a=b" exists
cookie "a=b[Path]" isString         =  cookie "\u{0}" exists
cookie "a;b" exists                 <  cookie "a;b" == "x"               ;; Set-Cookie: a;b=a
cookie "\t a" exists                >  cookie "\t a" not exists          ;; 200 | body
cookie "a " exists                  <  cookie "a " == "x"               ;; Set-Cookie: a=a
cookie "a" exists                   =  cookie "a[Value]" exists
cookie "a" exists                   <  cookie "a[Secure]" exists         ;; Set-Cookie: a=
cookie "a[Secure]" exists           x  cookie "a[HttpOnly]" exists       ;; Secure
cookie "a[Max-Age]" > 5             <  cookie "a[Max-Age]" > 6           ;; Max-Age=6
cookie "a[Max-Age]" > 5             =  cookie "a[Max-Age]" >= 6
cookie "a[Max-Age]" isInteger       =  cookie "a[Max-Age]" exists
cookie "a[Max-Age]" isString        =  cookie "a[Secure]" isString
cookie "a[Expires]" isDate          =  cookie "a[Expires]" exists
cookie "a[SameSite]" == "Lax"       x  cookie "a[SameSite]" == "Strict"  ;; SameSite=Lax
cookie "a" == "x"                   >  cookie "a" exists                 ;; Set-Cookie: a=
cookie "a" exists                   x  cookie "b" exists                 ;; a=
cookie "a" contains ";"             =  cookie "a" isInteger
cookie "a" not exists               =  cookie "a" not isString

# jsonpath: nothing, an error, or any JSON
jsonpath "$.a" == 3                 =  jsonpath "$.a" == 3.0
jsonpath "$.a" == 3                 =  jsonpath "$['a']" == 3
jsonpath "$.a" isInteger            >  jsonpath "$.a" isNumber           ;; 0.0
jsonpath "$.a" > 5                  >  jsonpath "$.a" >= 5               ;; "a": 5
jsonpath "$.a" > 5                  <  jsonpath "$.a" >= 6               ;; 5.5
jsonpath "$.a" > 5                  =  jsonpath "$.a" > 5.0
jsonpath "$.a" == null              >  jsonpath "$.a" exists             ;; no->yes
jsonpath "$.a" exists               <  jsonpath "$.a" != null            ;; null
jsonpath "$.a" not == null          <  jsonpath "$.a" != null            ;; nothing->nothing
jsonpath "$.a" == true              x  jsonpath "$.a" == false           ;; true
jsonpath "$.a" isBoolean            <  jsonpath "$.a" == true            ;; false
jsonpath "$.a" == "3"               x  jsonpath "$.a" == 3               ;; "3"
jsonpath "$.a" toString == "3"      x  jsonpath "$.a" == 3               ;; "3"
jsonpath "$.a" toInt == 3           <  jsonpath "$.a" == 3               ;; "3"
jsonpath "$.a" isString             >  jsonpath "$.a" exists             ;; no->yes
jsonpath "$.a" contains 3           =  jsonpath "$.a" includes 3
jsonpath "$.a" contains "x"         <  jsonpath "$.a" includes "x"       ;; "x"
jsonpath "$.a" contains 3           =  jsonpath "$.a" contains 3.0
jsonpath "$.a" count > 0            >  jsonpath "$.a" not isEmpty        ;; nothing
jsonpath "$.a" count < 10           <  jsonpath "$.a" count < 5          ;; [
jsonpath "$.a" count exists         =  jsonpath "$.a" isList
jsonpath "$.a" isList               >  jsonpath "$.a" isCollection       ;; {
jsonpath "$.a" isObject             x  jsonpath "$.a" isList             ;; {
jsonpath "$.a" nth 0 == 3           =  jsonpath "$.a[0]" == 3
jsonpath "$.a[0]" not == 3          <  jsonpath "$.a" nth 0 not == 3     ;; nothing->error
jsonpath "$.a" first exists         =  jsonpath "$.a" count > 0
jsonpath "$.a" first exists         =  jsonpath "$.a[-1]" exists
jsonpath "$.a" last == 1            x  jsonpath "$.a" first == 1         ;; 1]
jsonpath "$.a[1]" exists            =  jsonpath "$.a" count >= 2
jsonpath "$.a.b" exists             >  jsonpath "$.a" exists             ;; nothing->yes
jsonpath "$.a.b" exists             >  jsonpath "$.a" isObject           ;; {
jsonpath "$.a" exists               x  jsonpath "$.b" exists             ;; "a"
jsonpath "$" isList                 >  jsonpath "$" isCollection         ;; {
jsonpath "$" exists                 <  jsonpath "$.a" exists             ;; nothing
jsonpath "$" not exists             =  jsonpath "$" isDate
jsonpath "$[" exists                =  jsonpath "$[" not exists
jsonpath "$.a" isDate               =  jsonpath "$.a" == hex,61;
jsonpath "$.a[*].b" count > 0       <  jsonpath "$.a[*].b" count > 1     ;; [{"b":
jsonpath "$.a[*].b" includes 3      x  jsonpath "$.a[*].b" includes 4    ;; "b": 3
jsonpath "$.a[*]" isList            =  jsonpath "$.a[*]" exists
jsonpath "$..id" count > 0          <  jsonpath "$..id" count > 2        ;; "id"
jsonpath "$.a[?(@.ok==true)].b" includes 1  x  jsonpath "$.a[?(@.ok==true)].b" includes 2 ;; "ok"
jsonpath "$.a" matches /^[a-f0-9-]{36}$/  x  jsonpath "$.a" isUuid       ;; aaaaaaaaaa
jsonpath "$.a" startsWith "a"       <  jsonpath "$.a" startsWith "ab"    ;; "a"
jsonpath "$.a" startsWith ""        =  jsonpath "$.a" isString
jsonpath "$.a" > 9007199254740992   <  jsonpath "$.a" > 9007199254740993 ;; 9007199254740993
jsonpath "$.a" == 0.1               x  jsonpath "$.a" == 0.2             ;; 0.1
jsonpath "$.a" == -0.0              =  jsonpath "$.a" == 0
jsonpath "$.a" toFloat > 1          >  jsonpath "$.a" toFloat > 0        ;; "a": 1
jsonpath "$.a" toInt > 1            =  jsonpath "$.a" toInt >= 2
jsonpath "$.a" replace "a" "b" == "b"  <  jsonpath "$.a" == "b"          ;; "a": "a"
jsonpath "$.a" split "," count > 2  <  jsonpath "$.a" split "," count > 3 ;; ,
jsonpath "$.a" jsonpath "$.b" == 1  x  jsonpath "$.a" jsonpath "$.b" == 2 ;; 1

# body and bytes: anything, an error where it cannot be decoded
body contains "x"                   >  body not isEmpty                  ;; no->no
body == ""                          =  body isEmpty
body contains "x"                   >  bytes count > 0                   ;; no->yes
body startsWith "{"                 x  jsonpath "$" isObject             ;; body {
body matches /^\{/                  =  body startsWith "{"
body exists                         =  body isString
body not exists                     =  body isInteger
body jsonpath "$.a" == 1            =  jsonpath "$.a" == 1
body regex /a(b+)/ exists           =  regex /a(b+)/ exists
body split "\n" count > 1           <  body split "\n" count > 2         ;; body
body urlEncode == "%20"             x  body urlEncode == "%21"           ;; body
body base64Decode startsWith hex,61; <  body base64Decode startsWith hex,6161; ;; body
bytes count > 2                     <  bytes count > 3                   ;; body
bytes count == 0                    =  bytes isEmpty
bytes count >= 0                    =  bytes exists
bytes count < 1000000               <  bytes count < 500000              ;; body a
bytes startsWith hex,efbb;          <  bytes startsWith hex,efbbbf;      ;; body
bytes contains hex,61;              >  bytes not isEmpty                 ;; no
bytes toHex startsWith "61"         <  bytes toHex startsWith "6161"     ;; body
bytes isList                        =  bytes isCollection
bytes == "a"                        =  bytes isString
sha256 count == 32                  =  sha256 exists
sha256 isEmpty                      =  md5 isEmpty
md5 count == 32                     =  md5 isString
sha256 endsWith hex,61;             x  sha256 endsWith hex,62;           ;; body
sha256 == hex,61;                   =  sha256 isEmpty
regex /id=([0-9]+)/ toInt > 5       <  regex /id=([0-9]+)/ toInt > 6     ;; id=6
regex /id=[0-9]+/ exists            =  regex /x/ isString
regex /id=([0-9]+)/ matches /^[0-9]/ =  regex /id=([0-9]+)/ exists

# the group of a regex, followed exactly: Rust prefers one match of all
header "A" regex /max-age=(\d+)/ toInt >= 100  >  header "A" matches /max-age=\d{3,}/  ;; 000
header "A" regex /(a)|(b)/ exists   >  header "A" matches /a|b/          ;; A: b
header "A" regex /^(\w+) (\w+)$/ == "x"  =  header "A" matches /^x \w+$/
header "A" regex /(\d+)/ == "12"    =  header "A" matches /^[^\d]*12([^\d].*)?$/
header "A" regex /(a+?)/ == "a"     =  header "A" matches "a"
header "A" split ", " count > 1     =  header "A" contains ", "
header "A" replace "ab" "x" contains "x"  =  header "A" matches /ab|x/
header "A" replaceRegex /\d+/ "#" == "v#"  =  header "A" matches /^v(\d+|#)$/
header "A" replaceRegex /[aeiou]/ "" == "b"  <  header "A" == "b"         ;; A:
md5 toHex == "68"                   =  md5 toHex isEmpty

# filters that leave most strings alone; dates as texts
header "A" == "n"                   >  header "A" htmlUnescape == "n"    ;; &#110;
jsonpath "$.a" not == "1"           <  jsonpath "$.a" urlDecode not == "1"  ;; a
ip isIpv4                           =  ip urlEncode isIpv4
header "A" toFloat > 1.5            <  header "A" toInt > 1              ;; A:
header "A" toDate "%Y-%m-%d" exists =  header "A" toDate "%Y-%m-%d" isDate
header "A" toDate "%d/%m/%Y" daysAfterNow > 1  <  header "A" toDate "%d/%m/%Y" daysAfterNow > 2
certificate "Start-Date" dateFormat "%Y" != "x"  =  certificate "Start-Date" dateFormat "%Y" exists
certificate "Start-Date" dateFormat "%Y" > "25"  <  certificate "Start-Date" dateFormat "%Y" > "26"
certificate "Start-Date" dateFormat "%-d" != "x" ?  certificate "Start-Date" isDate
body contains "ok"                  x  bytes contains hex,6f6b;          ;; utf-16le
body not isEmpty                    >  bytes count > 0                   ;; body
jsonpath "$.a" count toString == "12"  =  jsonpath "$.a" count == 12
url contains "<"                    =  url isEmpty
url urlDecode contains "é"          <  url contains "é"                  ;; %C3%A9
redirects count > 0                 x  url contains "login"              ;; redirects

# strings as UTF-8, and bytes that are or are not UTF-8
header "A" utf8Encode startsWith hex,4b;   =  header "A" startsWith "K"
header "A" utf8Encode contains hex,c3;     =  header "A" matches /[\x{c0}-\x{ff}]/
header "A" utf8Encode startsWith hex,a9;   =  header "A" isInteger
header "A" utf8Encode count > 2            <  header "A" utf8Encode count > 3  ;; A:
header "A" utf8Encode decode "utf-8" == "x"  =  header "A" == "x"
body utf8Encode == hex,e9;                 =  body isInteger
jsonpath "$.a" utf8Encode toHex matches /^[a-f]+$/  x  jsonpath "$.a" == "x"  ;; body
bytes utf8Decode == "x"                    x  body == "x"                ;; body x
bytes count > 9                            x  body utf8Encode count > 9  ;; body
version htmlEscape utf8Encode == hex,00;   =  header "A" utf8Encode == hex,00;

# no list is longer than memory; what strings cannot be read as
jsonpath "$.a" count >= 9223372036854775807  =  jsonpath "$.a" isDate
header "A" split "," count > 9223372036854775806  =  header "A" isInteger
url base64Decode exists                    =  url jsonpath "$.a" exists
header "Content-Length" jsonpath "$" >= "a"  =  header "Content-Length" jsonpath "$" toString >= "a"
header "Content-Length" isUuid             >  header "Content-Length" isString  ;; Content-Length
header "Content-Length" == "5"             x  body == "a"                ;; Content-Length: 5
header "Content-Length" includes "5"       x  header "Content-Length" not includes "5" ;; 5
cookie "a[Path]" toDate "%+" format "%d" exists  =  cookie "a[Path]" toDate "%+" exists
jsonpath "$.a[?(@.b != 3)]" last isEmpty   =  jsonpath "$.a" isDate
duration toString replaceRegex "^a" "$0b" == "b"  =  duration isString
md5 startsWith hex,c3a9;                   <  md5 isString               ;; body

# what a path collects: as many as it can, of the kind that it asks for
jsonpath "$.a[?(@.b > 10)]" count >= 2  x  jsonpath "$.a[?(@.b > 10)]" count <= 2  ;; 11
jsonpath "$.a[?(@.b == 3)]" count == 1  >  jsonpath "$.a[?(@.b == 3)]" count >= 1  ;; 3}, {
jsonpath "$.a[?(@.b)]" contains null    >  jsonpath "$.a[?(@.b)]" not contains null ;; a
jsonpath "$.a[?(@.b == 'x')].b" contains "y"  =  jsonpath "$.a" isDate
jsonpath "$.a[*].b[0]" count >= 1       =  jsonpath "$.a[*].b[0]" isList
jsonpath "$.a[0,1]" count > 2           =  jsonpath "$.a[0:2]" count > 2
jsonpath "$.a[-2:]" count < 3           =  jsonpath "$.a[-2:]" isList

# xpath: of a simple path or call the type is known
xpath "//a" exists                  =  xpath "//a" count > 0
xpath "//a" count > 1               <  xpath "//a" count > 2             ;; <a>a</a><a>a</a>
xpath "//a" exists                  x  xpath "//b" exists                ;; <root><a>
xpath "string(//a)" contains "x"    <  xpath "string(//a)" contains "xy" ;; <a>x</a>
xpath "count(//a)" == 3             >  xpath "count(//a)" >= 3           ;; <a>
xpath "count(//a)" isInteger        =  xpath "//a" isString
xpath "/a/b" isEmpty                =  xpath "/a/b" not exists

# what else a response has
version == "2"                      >  version != "1.1"                  ;; version 1.0
version == "HTTP/2"                 =  version == 2
version startsWith "1"              =  version matches /^1\.[01]$/
version >= "1.1"                    =  version != "1.0"
url startsWith "https"              =  url startsWith "https://"
url startsWith "http"               =  url exists
url contains " "                    =  url isEmpty
url contains "/a"                   >  url contains "a"                  ;; url http
ip isIpv4                           >  ip not isIpv6                    ;; ip /
ip == "127.0.0.1"                   >  ip startsWith "127."              ;; ip 127.
redirects count == 2                >  redirects count > 1               ;; redirects 3
redirects isEmpty                   =  redirects count == 0
redirects first location startsWith "https"  >  redirects not isEmpty    ;; redirects 1
redirects includes 1                =  redirects isString
certificate "Subject" exists        >  url startsWith "https:"           ;; url https
certificate "Subject" exists        x  url startsWith "http:"            ;; url https
url startsWith "http:"              >  certificate "Subject" not exists  ;; url https
certificate "Subject" exists        =  certificate "Issuer" exists
certificate "Expire-Date" daysAfterNow > 14  <  certificate "Expire-Date" daysAfterNow > 30
certificate "Expire-Date" isDate    =  certificate "Subject" exists
certificate "Subject" contains "a"  x  certificate "Issuer" contains "a" ;; certificate
variable "x" > 5                    <  variable "x" > 6                  ;; 200

# different queries: independent unless one depends on the other
status == 200                       x  header "X" exists                 ;; 200
status == 200                       x  body contains "x"                 ;; 200
status exists                       <  header "X" exists                 ;; 200
header "X" exists                   >  duration >= 0                     ;; nothing->yes
status isString                     >  header "X" exists                 ;; no->yes
status == 101                       x  body isEmpty                      ;; 101 | body a
status == 101                       <  status == 150                     ;; 101
status == 204                       x  body isEmpty                      ;; 204
status == 204                       x  jsonpath "$" exists               ;; 204
status == 200                       x  duration < 500                    ;; 200 |
header "A" exists                   x  header "B" exists                 ;; A:
cookie "a" exists                   x  jsonpath "$.a" exists             ;; Set-Cookie
header "Set-Cookie" exists          <  cookie "a" exists                 ;; Set-Cookie
cookie "a" exists                   x  header "Set-Cookie" contains "HttpOnly"  ;; Set-Cookie
header "Set-Cookie" not exists      >  cookie "a" not exists             ;; Set-Cookie
body contains "x"                   x  jsonpath "$.a" == "x"             ;; x | 10 ms

# beyond the model
header "X" == "{{name}}"            ?  header "X" == "a"                 ;; consumer
bytes == file,a.bin;                ?  bytes == hex,61;                  ;; consumer
"""
)
