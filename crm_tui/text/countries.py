"""Countries as people and old data sets write them, to the ISO 3166-1 two-letter code.

A line holds the two-letter code, the three-letter code and the names: English first, then the
country's own and other common ones; a country with many takes a second line. A territory that
was dissolved stands with the code its telephone numbers go by today.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from crm_tui.text.fold import words

_NAMES: Final = """
AD AND Andorra
AE ARE United Arab Emirates|UAE|U.A.E.|Emirates|Dubai|Abu Dhabi|الإمارات
AF AFG Afghanistan
AG ATG Antigua and Barbuda|Antigua
AI AIA Anguilla
AL ALB Albania|Shqipëria
AM ARM Armenia|Hayastan
AO AGO Angola
AQ ATA Antarctica
AR ARG Argentina|Argentine Republic
AS ASM American Samoa
AT AUT Austria|Österreich|Oesterreich|Autriche
AU AUS Australia
AW ABW Aruba
AX ALA Åland Islands|Aland|Åland
AZ AZE Azerbaijan|Azərbaycan
BA BIH Bosnia and Herzegovina|Bosnia|Bosnia-Hercegovina|Bosna i Hercegovina
BB BRB Barbados
BD BGD Bangladesh
BE BEL Belgium|België|Belgique|Belgien
BF BFA Burkina Faso
BG BGR Bulgaria|България|Bulgariya
BH BHR Bahrain
BI BDI Burundi
BJ BEN Benin|Bénin
BL BLM Saint Barthélemy|St. Barthélemy|St. Barts
BM BMU Bermuda
BN BRN Brunei|Brunei Darussalam
BO BOL Bolivia|Plurinational State of Bolivia
BQ BES Bonaire, Sint Eustatius and Saba|Caribbean Netherlands|Bonaire
BR BRA Brazil|Brasil|Brésil|Brasilien
BS BHS Bahamas
BT BTN Bhutan
BV BVT Bouvet Island|Bouvetøya
BW BWA Botswana
BY BLR Belarus|Беларусь|Byelorussia|Weissrussland
BZ BLZ Belize
CA CAN Canada|Kanada
CC CCK Cocos Islands|Keeling Islands|Cocos (Keeling) Islands
CD COD Democratic Republic of the Congo|DR Congo|DRC|Congo-Kinshasa|Congo, Democratic Republic|Zaire
CF CAF Central African Republic
CG COG Congo|Republic of the Congo|Congo-Brazzaville
CH CHE Switzerland|Schweiz|Suisse|Svizzera|Svizra|Swiss Confederation
CI CIV Côte d'Ivoire|Ivory Coast|Cote d Ivoire
CK COK Cook Islands
CL CHL Chile
CM CMR Cameroon|Cameroun|Kamerun
CN CHN China|People's Republic of China|PR China|PRC|Mainland China|中国|中國
CO COL Colombia
CR CRI Costa Rica
CU CUB Cuba
CV CPV Cape Verde|Cabo Verde
CW CUW Curaçao|Netherlands Antilles
CX CXR Christmas Island
CY CYP Cyprus|Κύπρος|Kypros|Kıbrıs
CZ CZE Czech Republic|Czechia|Česko|Česká republika|Tschechien
DE DEU Germany|Deutschland|Federal Republic of Germany|BRD|Allemagne|Alemania|Germania|West Germany
DJ DJI Djibouti
DK DNK Denmark|Danmark|Dänemark
DM DMA Dominica
DO DOM Dominican Republic|República Dominicana
DZ DZA Algeria|Algérie|الجزائر
EC ECU Ecuador
EE EST Estonia|Eesti|Estland
EG EGY Egypt|مصر|Ägypten
EH ESH Western Sahara
ER ERI Eritrea
ES ESP Spain|España|Espagne|Spanien|Spagna
ET ETH Ethiopia
FI FIN Finland|Suomi|Finnland
FJ FJI Fiji
FK FLK Falkland Islands|Malvinas
FM FSM Micronesia|Federated States of Micronesia
FO FRO Faroe Islands|Faeroe Islands|Føroyar
FR FRA France|French Republic|Frankreich|Francia|Frankrijk
GA GAB Gabon
GB GBR United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland
GB GBR United Kingdom of Great Britain and Northern Ireland|Grossbritannien|Royaume-Uni
GD GRD Grenada
GE GEO Georgia|საქართველო|Sakartvelo
GF GUF French Guiana|Guyane
GG GGY Guernsey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland|Grønland|Kalaallit Nunaat
GM GMB Gambia
GN GIN Guinea|Guinée
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea
GR GRC Greece|Ελλάδα|Ellada|Hellas|Hellenic Republic|Griechenland
GS SGS South Georgia and the South Sandwich Islands|South Georgia
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hong Kong SAR|Hong Kong SAR China|Hongkong|香港
HM HMD Heard Island and McDonald Islands|Heard and McDonald Islands
HN HND Honduras
HR HRV Croatia|Hrvatska|Kroatien
HT HTI Haiti|Haïti
HU HUN Hungary|Magyarország|Ungarn|Hongrie
ID IDN Indonesia
IE IRL Ireland|Éire|Republic of Ireland|Irland|Eire
IL ISR Israel|ישראל
IM IMN Isle of Man
IN IND India|Bharat|भारत|Indien
IO IOT British Indian Ocean Territory|Chagos Archipelago
IQ IRQ Iraq|العراق
IR IRN Iran|Islamic Republic of Iran|Persia|ایران
IS ISL Iceland|Ísland|Island
IT ITA Italy|Italia|Italien|Italie
JE JEY Jersey
JM JAM Jamaica
JO JOR Jordan|الأردن
JP JPN Japan|日本|Nippon|Nihon
KE KEN Kenya
KG KGZ Kyrgyzstan|Kyrgyz Republic|Кыргызстан
KH KHM Cambodia|Kampuchea
KI KIR Kiribati
KM COM Comoros
KN KNA Saint Kitts and Nevis|St. Kitts and Nevis|St. Kitts
KP PRK North Korea|Democratic People's Republic of Korea|DPRK|Korea, North
KR KOR South Korea|Korea|Republic of Korea|Korea, Republic of|Korea, South|대한민국|한국
KW KWT Kuwait|الكويت
KY CYM Cayman Islands
KZ KAZ Kazakhstan|Қазақстан|Казахстан
LA LAO Laos|Lao People's Democratic Republic|Lao PDR
LB LBN Lebanon|Liban|لبنان
LC LCA Saint Lucia|St. Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka|Ceylon
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Lietuva|Litauen
LU LUX Luxembourg|Luxemburg|Lëtzebuerg
LV LVA Latvia|Latvija|Lettland
LY LBY Libya|Libyan Arab Jamahiriya|State of Libya
MA MAR Morocco|Maroc|المغرب
MC MCO Monaco
MD MDA Moldova|Republic of Moldova|Moldova, Republic of
ME MNE Montenegro|Crna Gora
MF MAF Saint Martin|St. Martin
MG MDG Madagascar
MH MHL Marshall Islands
MK MKD North Macedonia|Macedonia|Former Yugoslav Republic of Macedonia|FYROM|Македонија
ML MLI Mali
MM MMR Myanmar|Burma
MN MNG Mongolia
MO MAC Macao|Macau|Macao SAR|澳門
MP MNP Northern Mariana Islands
MQ MTQ Martinique
MR MRT Mauritania
MS MSR Montserrat
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives
MW MWI Malawi
MX MEX Mexico|México|Mexique|Mexiko
MY MYS Malaysia
MZ MOZ Mozambique|Moçambique
NA NAM Namibia
NC NCL New Caledonia|Nouvelle-Calédonie
NE NER Niger
NF NFK Norfolk Island
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|Holland|Nederland|Niederlande|Pays-Bas|Kingdom of the Netherlands
NO NOR Norway|Norge|Noreg|Norwegen
NP NPL Nepal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand|Aotearoa
OM OMN Oman
PA PAN Panama|Panamá
PE PER Peru|Perú
PF PYF French Polynesia|Tahiti
PG PNG Papua New Guinea
PH PHL Philippines|Pilipinas|Republic of the Philippines
PK PAK Pakistan|پاکستان
PL POL Poland|Polska|Polen|Pologne
PM SPM Saint Pierre and Miquelon|St. Pierre and Miquelon
PN PCN Pitcairn Islands|Pitcairn
PR PRI Puerto Rico
PS PSE Palestine|Palestinian Territory|Palestinian Territories|Occupied Palestinian Territory
PS PSE State of Palestine
PT PRT Portugal
PW PLW Palau
PY PRY Paraguay
QA QAT Qatar
RE REU Réunion
RO ROU Romania|România|Rumänien|Roumania
RS SRB Serbia|Srbija|Србија|Serbien
RU RUS Russia|Russian Federation|Россия|Rossiya|Russland|Российская Федерация
RW RWA Rwanda
SA SAU Saudi Arabia|Kingdom of Saudi Arabia|KSA|السعودية
SB SLB Solomon Islands
SC SYC Seychelles
SD SDN Sudan
SE SWE Sweden|Sverige|Schweden|Suède
SG SGP Singapore
SH SHN Saint Helena|St. Helena|Saint Helena, Ascension and Tristan da Cunha
SI SVN Slovenia|Slovenija|Slowenien
SJ SJM Svalbard and Jan Mayen|Svalbard and Jan Mayen Islands|Svalbard
SK SVK Slovakia|Slovak Republic|Slovensko|Slowakei
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal|Sénégal
SO SOM Somalia
SR SUR Suriname|Surinam
SS SSD South Sudan
ST STP Sao Tome and Principe|São Tomé e Príncipe
SV SLV El Salvador
SX SXM Sint Maarten|St. Maarten
SY SYR Syria|Syrian Arab Republic
SZ SWZ Eswatini|Swaziland
TC TCA Turks and Caicos Islands
TD TCD Chad|Tchad
TF ATF French Southern Territories
TG TGO Togo
TH THA Thailand|ประเทศไทย|ไทย
TJ TJK Tajikistan
TK TKL Tokelau
TL TLS Timor-Leste|East Timor
TM TKM Turkmenistan
TN TUN Tunisia|Tunisie|تونس
TO TON Tonga
TR TUR Turkey|Türkiye|Türkei|Turquie
TT TTO Trinidad and Tobago|Trinidad
TV TUV Tuvalu
TW TWN Taiwan|Taiwan, Province of China|Republic of China|台灣|臺灣|台湾
TZ TZA Tanzania|United Republic of Tanzania
UA UKR Ukraine|Україна|Ukraina|Украина
UG UGA Uganda
UM UMI United States Minor Outlying Islands
US USA United States|United States of America|U.S.|U.S.A.|America|Estados Unidos|Vereinigte Staaten
US USA États-Unis|Stati Uniti
UY URY Uruguay
UZ UZB Uzbekistan|Oʻzbekiston
VA VAT Vatican|Vatican City|Holy See|Vatican City State
VC VCT Saint Vincent and the Grenadines|St. Vincent and the Grenadines|St. Vincent
VE VEN Venezuela|Bolivarian Republic of Venezuela
VG VGB British Virgin Islands|Virgin Islands, British
VI VIR United States Virgin Islands|U.S. Virgin Islands|US Virgin Islands|Virgin Islands
VN VNM Vietnam|Viet Nam|Việt Nam
VU VUT Vanuatu
WF WLF Wallis and Futuna
WS WSM Samoa|Western Samoa
XK XKX Kosovo
YE YEM Yemen
YT MYT Mayotte
ZA ZAF South Africa|Südafrika|Suid-Afrika|RSA
ZM ZMB Zambia
ZW ZWE Zimbabwe|Rhodesia
"""
_UNSAID: Final = frozenset({"the", "and", "of"})


def country_of(name_or_code: str) -> str | None:
    """The two-letter code of a country written as a name or a code; None when unknown."""
    named = _codes().get(_key(name_or_code))
    if named or "(" not in name_or_code:
        return named
    before, _, inside = name_or_code.partition("(")
    return _codes().get(_key(before)) or _codes().get(_key(inside))


def name_of(code: str) -> str | None:
    """The English name of a country by its two-letter code; None when unknown."""
    return _english().get(code.upper())


def _key(name: str) -> str:
    return " ".join(word for word in words(name) if word not in _UNSAID)


@cache
def _lines() -> list[list[str]]:
    return [line.split(" ", 2) for line in _NAMES.strip().splitlines()]


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, three, names in _lines():
        found[code.lower()] = found[three.lower()] = code
        for name in names.split("|"):
            found[_key(name)] = code
    return found


@cache
def _english() -> dict[str, str]:
    return {code: names.split("|")[0] for code, _, names in reversed(_lines())}
