"""Assertions as Hurl's own README and source comments write them."""

LINES = r"""
body == file,cat.json;
bytes startsWith hex,efbbbf;
certificate "Expire-Date" daysAfterNow > 15
certificate "Issuer" == "C=US, O=Let's Encrypt, CN=R3"
certificate "Serial-Number" matches /[\da-f]+/
certificate "Subject" == "CN=example.org"
cookie "JSESSIONID" == "8400BAFE2F66443613DC38AE3D9D6239"
cookie "JSESSIONID[Expires]" contains "Wed, 13 Jan 2021"
cookie "JSESSIONID[HttpOnly]" exists
cookie "JSESSIONID[SameSite]" == "Lax"
cookie "JSESSIONID[Secure]" exists
cookie "JSESSIONID[Value]" == "8400BAFE2F66443613DC38AE3D9D6239"
duration < 1000   # Check that response time is less than one second
header "Location" == "https://example.org/step2"
header "Location" == "https://google.fr"
header "Location" contains "www.example.net"
header "Location" not exists
header "X-Frame-Options" == "SAMEORIGIN"
ip == "2001:0db8:85a3:0000:0000:8a2e:0370:733"
ip isIpv6
ip startsWith "2001"
jsonpath "$.count" >= 5
jsonpath "$.created" isIsoDate
jsonpath "$.errors" == 5
jsonpath "$.hasDevice" == false
jsonpath "$.id" matches /(?i)[a-z]*/        # See syntax for flags
jsonpath "$.id" matches /\d{4}/     # Check the format of the id
jsonpath "$.links" count == 12
jsonpath "$.order" matches "^order-\\d{8}$"
jsonpath "$.order" matches /^order-\d{8}$/  # Alternative syntax with regex literal
jsonpath "$.state" != null
jsonpath "$.state" == "COMPLETED"
jsonpath "$.tests" count == 25      # Check the number of items
jsonpath "$.toto[0]" == "tata"
jsonpath "$.userInfo" isObject
jsonpath "$.validated" == true
redirects count == 2
redirects last location == "https://example.org/step2"
redirects nth 0 location == "https://example.org/step2"
sha256 == hex,039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81;
status < 300
status == 200
version == "2"
version toFloat > 1.1
xpath "//h2" not exists  # Similar assert for h2
xpath "//p" count == 2  # Similar assert for p
xpath "boolean(count(//h2))" == false  # Check there is no h2
xpath "count(//p)" == 2  # Check the number of p
xpath "normalize-space(//head/title)" == "Hello world!"
xpath "string(//div[1])" matches /Hello.*/
xpath "string(/html/head/title)" contains "Example" # Check title
""".strip().splitlines()
