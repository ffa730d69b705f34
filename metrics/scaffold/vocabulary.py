"""The words that names in databases are made of, as data: nothing here looks at rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> Mapping[str, str]:
    return {short: long for short, _, long in (pair.partition("=") for pair in text.split())}


ABBREVIATIONS: Final = _pairs(
    "acc=account acct=account addr=address amt=amount appr=approval avg=average bal=balance "
    "cat=category ccy=currency cd=code cnt=count cust=customer dept=department desc=description "
    "descr=description diag=diagnosis dt=date emp=employee est=estimated freq=frequency hrs=hours "
    "ind=indicator inv=invoice lat=latitude lng=longitude lon=longitude loc=location "
    "mfr=manufacturer mgr=manager mins=minutes msg=message nbr=number nr=number num=number "
    "ord=order org=organization pct=percent perc=percent pmt=payment prc=price prod=product "
    "pts=points pwd=password qty=quantity req=request seq=sequence src=source std=standard "
    "lvl=level temp=temperature sal=salary svc=service tel=telephone tot=total trx=transaction "
    "ts=timestamp txn=transaction "
    "tx=transaction usr=user val=value vol=volume wgt=weight whse=warehouse yr=year yrs=years"
)
# Run together with a noun before them, as in "custid", "orderdate".
ENDINGS: Final = (
    "identifier",
    "number",
    "code",
    "date",
    "name",
    "time",
    "type",
    "key",
    "id",
    "no",
)
WHOLE: Final = _words(
    "valid invalid void candidate mandate update username filename hostname wifi"
)
NOUNS: Final = _words(
    "account bank branch city claim client company country customer department employee invoice "
    "item line member model order part patient payment person policy product project sale ship "
    "site staff state store supplier ticket unit user vendor zip phone first last full birth"
)
DECORATIONS: Final = _words("tbl dim fact fct stg raw vw view src tab dwh dw ods ref lkp lookup")
ID: Final = _words("id identifier key uuid guid pk fk sk ident rowid oid")
CODE_LIKE: Final = _words("number no reference ref sku isbn iban serial hash token")
# Columns that lead back to their own table, whatever that is called.
OWN_ROLES: Final = _words(
    "parent manager supervisor superior boss mentor referrer predecessor root"
)
KEY_ENDINGS: Final = ID | _words("code number no")
GENERIC_KEYS: Final = KEY_ENDINGS | _words("name title value")
COUNTING: Final = _words("count quantity total sum")
MOMENTS: Final = _words("date datetime timestamp time")

PEOPLE: Final = _words(
    "adult agent applicant assignee attendee author beneficiary borrower buyer candidate "
    "cardholder caregiver child citizen client clinician colleague consumer contact contractor "
    "customer dependent doctor donor driver employee guardian guest holder individual insured "
    "instructor lead lecturer manager member nurse owner participant party passenger patient "
    "payee payer person physician player policyholder professor prospect recipient reporter "
    "resident reviewer salesperson sender signatory speaker staff student subscriber teacher "
    "technician "
    "tenant tutor underwriter user visitor volunteer worker founder creator approver operator"
)
PERSON_NAMES: Final = _words(
    "forename surname firstname lastname fullname middlename maidenname nickname username "
    "initial initials login signature"
)
NAME_PARTS: Final = _words("first last middle maiden full given family sur fore nick user legal")
SECRETS: Final = _words(
    "password passwd passcode pin secret salt token otp cvv cvc login username"
)
ADDRESSES: Final = _words("address street line1 line2 postal postcode zip zipcode apartment suite")
PHONES: Final = _words("phone telephone mobile cell fax cellphone msisdn whatsapp")
MAILS: Final = _words("email mail")
BIRTH: Final = _words("birth birthdate birthday dob born birthplace")
DOCUMENTS: Final = _words(
    "ssn passport licence license nin tin taxpayer iban bic swift ssin nhs dun mrn imei imsi"
)
PLACES: Final = _words("latitude longitude coordinate coordinates geo gps geom geometry altitude")
SPECIAL: Final = _words(
    "religion religious ethnicity ethnic race racial orientation sexual disability disabled "
    "political pregnancy genetic biometric fingerprint"
)
NETWORK: Final = _words("ip mac cookie useragent device imei")
FREE_TEXT: Final = _words(
    "comment comments note notes remark remarks message body memo narrative transcript feedback "
    "details detail description summary content text biography bio story fix"
)
LABELS: Final = _words("name title label description symbol")

FIRST_DAYS: Final = _words(
    "created creation placed ordered order opened open made reported report started start begin "
    "from purchase purchased transaction booked booking issued invoice sold sale event occurred "
    "occurrence visit sent received recorded registration registered join joined signup effective "
    "assigned log entry date payment paid claim shipment launch"
)
LATER_DAYS: Final = _words(
    "end ended ends closed close closing settled settlement expiry expiration expires due to "
    "until delivered delivery completed updated update modified changed deleted cancelled reopen "
    "valid last next renewal processed shipped"
)
JOINING_DAYS: Final = _words(
    "join joined joining registration registered register signup created creation added launch "
    "launched founded hire hired appointed approval approved approve opened since"
)
ENTITIES_BY_DAY: Final = _words(
    "registration registered launch launched founded hire hired appointed approval approved since"
)
EVENTS: Final = _words(
    "order sale transaction payment invoice shipment visit event claim ticket call booking "
    "reservation session message log appointment purchase return delivery trip ride rental loan "
    "treatment review click view entry item line movement transfer refund request response "
    "reading measurement usage"
)

NOT_ADDED: Final = _words(
    "price rate ratio percent percentage score rating age temperature height weight width length "
    "depth speed level index share margin factor probability average mean median min max minimum "
    "maximum high low open close opening closing interest gpa bmi version vas rank unit discount "
    "mode vat limit frequency nearest distance degree rpm altitude pressure humidity voltage "
    "celsius fahrenheit kelvin ph bpm capacity"
)
STATES: Final = _words(
    "balance stock inventory hand oh onhand level outstanding available running cumulative "
    "remaining backlog headcount ytd mtd qtd"
)
# What is spent, moved or done: its sum means something. Plurals of other things count, too.
FLOWS: Final = _words(
    "amount quantity count total sum cost revenue sale fee charge tax commission payment payout "
    "refund premium turnover expense spend spending profit loss income volume value subtotal "
    "duration usage consumption tip freight rent mileage"
)
PERSONAL_AMOUNTS: Final = _words(
    "salary wage compensation income earnings pay payroll bonus pension allowance severance "
    "creditworthiness"
)
ABOUT_PEOPLE: Final = _words(
    "age weight height bmi gpa iq pulse bloodpressure dependents grade score"
)
ORDINALS: Final = _words(
    "year quarter month week day hour minute rank level grade tier stars priority position floor "
    "sequence line step stage version generation class"
)
# Words that questions are made of: alone they cannot be a name.
QUESTION_WORDS: Final = _words(
    "day days week weeks month months quarter quarters year years date time today yesterday "
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday spring summer fall autumn winter "
    "top bottom best worst highest lowest most least first second third fourth last next this "
    "total totals average averages mean median count counts number numbers sum share rank ranks "
    "trend change growth by per and or not all only in for at on of to from with without over "
    "than vs versus compare now ever since before after between more less fewer above below "
    "data report figure figures stats rate rates value values name names type types what which "
    "who when how show give help define is are was were be has have had do does did the a an "
    "fiscal half weekend period periods goal metric metrics dimension dimensions query filter "
    "grain summary overview update increase decrease run"
)
# Too general to stand alone for one column of one table.
GENERIC_WORDS: Final = QUESTION_WORDS | _words(
    "status state code class category kind group label title description details source notes "
    "comment active reason method mode level version model size color colour unit units price "
    "amount quantity cost city country region code flag note text line key symbol"
)
