"""What a column can mean, told from its name.

Names are compared in a bare form (`E-mail 1 - Value`, `email1value` and `EMAIL_1_VALUE` are one),
first against whole names, then word by word for what comes in many variants: telephone numbers,
e-mail and web addresses, postal addresses. The whole names are those of English sheets and of the
exports of Salesforce, HubSpot, Google, Outlook, Thunderbird, Roundcube, Datablist, Mautic, Invoice
Ninja, Northwind, Zendesk and the Maven teaching sets, and some common German, French and Spanish
ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.text.fold import fold

KINDS = (
    "customers", "people", "users", "products", "deals", "interactions", "tasks", "tickets",
    "documents",
)  # fmt: skip


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set; for tables of names."""
    return frozenset(text.split())


CUSTOM = "custom"
OWN_COLUMN = "custom: "
"""Stands before the name of a column that is a field of the firm's own, whatever it is called."""
SKIP = "skip"
REJECT_COLUMNS = ("rejected line", "rejected because")
"""What stands before a row in a file of rejects; skipped when the mended file is read."""


class Target(NamedTuple):
    """The field a column fills. `label` says which of several (`work`), `group` ties columns of
    one thing together (street and city of the second address).
    """

    field: str
    label: str = ""
    group: str = ""


PARTY_FIELDS = {
    "name": "name of the customer",
    "first_name": "first name of a person",
    "middle_name": "middle name",
    "last_name": "last name",
    "prefix": "Mr, Ms, Dr",
    "suffix": "Jr, III",
    "external_id": "the record's key in the system it comes from",
    "company": "name of the company a person works at, or of the customer",
    "company_id": "key of that company",
    "contact": "name of the person to speak to at the company",
    "job_title": "job",
    "parent": "parent company, by name or key",
    "owner": "who of ours looks after it, by login, name, e-mail or key",
    "phone": "telephone number (phone:work, phone:mobile, phone:fax)",
    "phone_type": "which telephone the number is",
    "email": "e-mail address",
    "email_type": "which e-mail address it is",
    "web": "web address",
    "web_type": "which web address it is",
    "social": "name in a social network (social:linkedin)",
    "social_type": "which social network it is",
    "street": "street and house number",
    "street2": "second line of the street",
    "po_box": "post-office box",
    "city": "city",
    "region": "region, state, province",
    "postcode": "postal code",
    "country": "country",
    "address": "a whole postal address",
    "address_type": "which address it is",
    "industry": "industry",
    "size": "number of employees",
    "language": "language",
    "zone": "time zone",
    "source": "where the customer comes from",
    "lifecycle": "stranger, prospect, customer, ...",
    "birthday": "day of birth",
    "birth_month": "month of birth, where it has a column of its own",
    "birth_year": "year of birth, where it has a column of its own",
    "tags": "tags, separated by commas",
    "note": "a note",
    "wants": "what they want",
    "likes": "what they like",
    "kind": "company or person",
    "parent_id": "parent company, by key",
    "relationship": "how far the relationship is: in talks, regular, ...",
    "relationship_since": "since when",
    "wanted": "the relationship we want",
    "is_customer": "whether it is a customer: yes or no",
    "is_supplier": "whether we buy from it: yes or no",
    "is_competitor": "whether it is a competitor: yes or no",
    "is_partner": "whether it is a partner: yes or no",
    "channel": "the way they like to be reached",
    "referred_by": "who sent them, by name",
    "motives": "what moves them",
    "worries": "what worries them",
    "decides_how": "how they decide",
    "spoken_to_how": "how they like to be spoken to",
    "not_buying": "why they do not buy",
    "not_buying_note": "more about why",
    "opted_out": "addresses and numbers that must not be used",
    "created": "when it was made",
    "archived": "when it was put away, or yes",
    "keys": "keys in other systems: 'customerid=12; dealid=7'",
}
USER_FIELDS = {
    "name": "name",
    "first_name": "first name",
    "last_name": "last name",
    "external_id": "the record's key in the system it comes from",
    "login": "login",
    "email": "e-mail address",
    "role": "agent, manager, admin or viewer",
    "zone": "time zone",
    "working_hours": "working hours",
    "is_management": "whether their visits are management's: yes or no",
    "active": "whether they work here still: yes or no",
}
PRODUCT_FIELDS = {
    "name": "name",
    "external_id": "the record's key in the system it comes from",
    "code": "article number",
    "series": "series, family, category",
    "price": "list price",
    "currency": "currency of the price",
    "archived": "when it was put away, or yes",
    "keys": "keys in other systems",
}
DEAL_FIELDS = {
    "external_id": "the record's key in the system it comes from",
    "number": "the deal's number",
    "title": "what they may buy",
    "party": "customer, by name",
    "party_id": "customer, by key",
    "email": "e-mail address of the customer",
    "contact": "who was spoken to, by name",
    "contact_id": "who was spoken to, by key",
    "owner": "who of ours, by login, name, e-mail or key",
    "pipeline": "which pipeline, by name",
    "stage": "how far it has come: a stage, won or lost",
    "amount": "what it is worth",
    "currency": "currency of the amount",
    "probability": "how likely it is, in percent",
    "product": "product, by name or code",
    "product_id": "product, by key",
    "opened": "when it was begun",
    "created": "when it was written down",
    "closes": "the day it ended on, or is expected to where it is open",
    "expected": "the day it is expected to end on",
    "ended": "the day it was won or lost on",
    "source": "where it comes from",
    "lost_reason": "why it was lost",
    "lost_to": "the competitor it was lost to",
    "lost_note": "more about why",
    "gain": "what the customer gains by it",
    "note": "more about it",
    "archived": "when it was put away, or yes",
    "keys": "keys in other systems",
}
INTERACTION_FIELDS = {
    "external_id": "the record's key in the system it comes from",
    "party": "customer, by name",
    "party_id": "customer, by key",
    "contact": "who was spoken to",
    "email": "e-mail address of the customer",
    "phone": "telephone number of the customer",
    "activity": "call, e-mail, meeting, visit, note, ...",
    "direction": "in or out",
    "status": "completed, scheduled, ...",
    "at": "when",
    "time": "time of day, where it has a column of its own",
    "minutes": "minutes it took",
    "subject": "subject",
    "body": "what was said",
    "outcome": "outcome",
    "result": "what came of it, where the outcome has a column of its own",
    "channel": "by which way, where the kind has a column of its own",
    "user": "who of ours, by login, name, e-mail or key",
    "internal": "whether it is for colleagues alone: yes or no",
    "pinned": "whether it stays at the top: yes or no",
}
TASK_FIELDS = {
    "external_id": "the record's key in the system it comes from",
    "title": "what is to be done",
    "note": "more about it",
    "party": "customer, by name",
    "party_id": "customer, by key",
    "email": "e-mail address of the customer",
    "assignee": "who of ours, by login, name, e-mail or key",
    "kind": "call, visit, offer, ...",
    "side": "us or them",
    "priority": "urgent, high, normal or low",
    "due": "the day it is due, with an hour or without",
    "start": "when it begins",
    "start_time": "hour it begins, where that has a column of its own",
    "end": "when it ends or ended",
    "end_time": "hour of the end, where that has a column of its own",
    "minutes": "minutes it takes",
    "status": "open, doing, done or dropped",
    "done_at": "when it was done",
    "result": "what came of it",
    "outcome": "reached, no answer, ...",
    "repeats": "every week, monthly, or a rule as calendars write it",
    "follows": "the task it waits for, by key",
    "follows_after": "so many days after that one",
    "attempt": "which attempt it is",
    "agreed_on": "the day on which it was agreed with the customer",
    "created": "when it was made",
    "modified": "when it was changed last",
}
TICKET_FIELDS = {
    "external_id": "the record's key in the system it comes from",
    "number": "the ticket's number",
    "title": "what it is about",
    "body": "what the customer said",
    "answer": "what was answered in the end",
    "kind": "request, complaint, suggestion, question, order or fault",
    "priority": "urgent, high, normal or low",
    "state": "new, open, waiting for customer, waiting inside, solved or closed",
    "closing_reason": "why it was closed",
    "closing_note": "what is to be said of that",
    "cause": "what it came of",
    "channel": "phone, e-mail, chat, ...",
    "queue": "which queue",
    "party": "company, by name",
    "party_id": "customer, by key",
    "contact": "who asked, by name",
    "contact_id": "who asked, by key",
    "email": "e-mail address of who asked",
    "assignee": "who of ours, by login, name, e-mail or key",
    "product": "product, by name or code",
    "product_id": "product, by key",
    "opened": "when it came",
    "responded": "when it was answered first",
    "resolved": "when it was solved",
    "modified": "when it was changed last",
    "rating": "how content the customer is, 1 to 5",
    "rating_words": "what the customer says to that",
    "tags": "tags, separated by commas",
    "archived": "when it was put away, or yes",
    "keys": "keys in other systems",
}
DOCUMENT_FIELDS = {
    "external_id": "the record's key in the system it comes from",
    "number": "the document's number; rows of one number are its lines",
    "kind": "quote, order, contract, delivery, invoice, payment or credit note",
    "title": "what it is about",
    "party": "customer, by name",
    "party_id": "customer, by key",
    "email": "e-mail address of the customer",
    "contact": "who it went to, by name",
    "contact_id": "who it went to, by key",
    "owner": "who of ours, by login, name, e-mail or key",
    "deal": "the deal it belongs to, by number",
    "parent": "the invoice a payment is for, the order of an invoice, by number",
    "state": "how far it has come, in the file's own words",
    "issued": "the day it was issued, ordered or paid",
    "due": "the day it is due",
    "ends": "the day it ends or is valid until",
    "amount": "the amount of the whole document",
    "currency": "currency of the amounts",
    "address": "the file or web address it is found at",
    "note": "more about it",
    "product": "product of a line, by name or code",
    "product_id": "product of a line, by key",
    "text": "what a line says",
    "quantity": "how many, below zero where taken back",
    "price": "price of one",
    "line_discount": "discount on a line, in percent or as a share of 1",
    "line_amount": "the sum of a line",
    "archived": "when it was put away, or yes",
    "keys": "keys in other systems",
}
FIELDS = {
    "customers": PARTY_FIELDS,
    "people": PARTY_FIELDS,
    "users": USER_FIELDS,
    "products": PRODUCT_FIELDS,
    "deals": DEAL_FIELDS,
    "interactions": INTERACTION_FIELDS,
    "tasks": TASK_FIELDS,
    "tickets": TICKET_FIELDS,
    "documents": DOCUMENT_FIELDS,
}
REPEATABLE = word_set(
    "phone phone_type email email_type web web_type social social_type street street2 po_box city"
    " region postcode country address address_type tags note"
)
"""Fields that several columns may fill at once."""

_PARTY_NAMES = {
    "name": "name fullname displayname contactfullname customername clientname partyname nom nombre"
    " vollername",
    "first_name": "firstname givenname forename vorname prenom fname",
    "middle_name": "middlename additionalname secondname",
    "last_name": "lastname familyname surname nachname apellido apellidos lname",
    "prefix": "prefix nameprefix salutation titleofcourtesy honorific anrede civilite",
    "suffix": "suffix namesuffix generation",
    "external_id": "id customerid clientid contactid personid userid leadid recordid supplierid"
    " vendorid customerno customernumber clientnumber clientno kundennummer kundennr memberid"
    " recid uniqueid employeeid externalid partyid uid guid uuid",
    "company_id": "companyid companyuid accountid organizationid organisationid",
    "company": "company companyname account accountname organization organisation organizationname"
    " organisationname organization1name employer firm business businessname firma unternehmen"
    " societe entreprise empresa supplier suppliername vendor vendorname",
    "contact": "contact contactname contactperson maincontact primarycontact keycontact"
    " ansprechpartner",
    "job_title": "jobtitle title job position contacttitle organization1title occupation function"
    " organizationtitle jobposition",
    "parent": "parent parentid parentaccount parentcompany parentaccountid subsidiaryof headoffice",
    "owner": "owner ownerid ownername owneremail accountowner contactowner companyowner leadowner"
    " hubspotowneremail hubspotownerid accountmanager salesrep salesperson salesagent assignedto"
    " assignee responsible relationshipmanager",
    "web": "domain companydomain companydomainname",
    "industry": "industry sector branch branche companyindustry vertical",
    "size": "size employees numberofemployees noofemployees employeecount companysize headcount"
    " staff mitarbeiter",
    "language": "language preferredlanguage sprache lang",
    "zone": "timezone",
    "source": "source leadsource originalsource origin howdidyouhearaboutus",
    "lifecycle": "lifecycle lifecyclestage customerstatus",
    "birthday": "birthday birthdate dateofbirth dob geburtstag geburtsdatum",
    "birth_month": "birthmonth",
    "birth_year": "birthyear",
    "tags": "tags tag labels categories category groupmembership keywords groups",
    "note": "note notes comment comments remarks remark background publicnotes privatenotes"
    " notizen bemerkung bemerkungen",
    "country": "officelocation location",
    "address": "fulladdress mailingaddress postaladdress",
    "kind": "kind",
    "parent_id": "parentuid",
    "relationship": "relationship",
    "relationship_since": "relationshipsince",
    "wanted": "wanted",
    "is_customer": "iscustomer",
    "is_supplier": "issupplier",
    "is_competitor": "iscompetitor",
    "is_partner": "ispartner",
    "channel": "preferredchannel",
    "referred_by": "referredby",
    "wants": "wants",
    "likes": "likes",
    "motives": "motives",
    "worries": "worries",
    "decides_how": "decideshow",
    "spoken_to_how": "spokentohow",
    "not_buying": "notbuying",
    "not_buying_note": "notbuyingnote",
    "opted_out": "optedout",
    "created": "created",
    "archived": "archived",
    "keys": "keys",
    SKIP: "lastcontact",
}
_SOCIAL = {
    "linkedin": "linkedin linkedinurl linkedinprofile",
    "twitter": "twitter twitterhandle twitterusername",
    "facebook": "facebook facebookurl",
    "instagram": "instagram",
    "skype": "skype imskype skypeid",
    "xing": "xing",
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "aim": "imaim aim",
    "icq": "imicq icq",
    "jabber": "imjabber jabber",
    "msn": "immsn msn",
    "yahoo": "imyahoo",
    "screen name": "screenname",
}
_USER_NAMES = {
    "name": "name fullname displayname salesagent agent agentname employee employeename rep"
    " salesrep salesperson user salespersonname repname",
    "first_name": _PARTY_NAMES["first_name"],
    "last_name": _PARTY_NAMES["last_name"],
    "external_id": "id salespersonid employeeid userid agentid salesagentid repid ownerid staffid",
    "login": "login username userlogin loginname",
    "email": "email emailaddress mail workemail useremail",
    "role": "role userrole",
    "zone": "timezone",
    "working_hours": "workinghours hours",
    "is_management": "management ismanagement",
    "active": "active isactive",
}
_PRODUCT_NAMES = {
    "name": "name product productname item itemname title article articlename service servicename",
    "external_id": "id productid itemid articleid uid",
    "code": "code sku productcode itemcode articlenumber articleno partnumber itemnumber",
    "series": "series category family productfamily productline range group categoryname"
    " categoryid productcategory",
    "price": "price unitprice salesprice saleprice listprice sellingprice",
    "currency": "currency currencycode",
    "archived": "archived",
    "keys": "keys",
}
_DEAL_NAMES = {
    "external_id": "id opportunityid dealid uid guid uuid key recordid externalid",
    "number": "number dealnumber opportunitynumber dealno opportunityno",
    "title": "title deal dealname dealtitle name opportunity opportunityname subject what topic",
    "party": "customer customername client clientname account accountname company companyname"
    " organization organisation organizationname organisationname party prospect kunde firma",
    "party_id": "customerid customeruid clientid accountid companyid organizationid organisationid"
    " partyid",
    "email": "contactemail customeremail clientemail email emailaddress",
    "contact": "contact contactname person contactperson maincontact primarycontact buyer",
    "contact_id": "contactid contactuid personid",
    "owner": "owner ownerid ownername owneremail dealowner opportunityowner salesagent salesrep"
    " salesperson agent rep user userid assignedto assignee responsible hubspotowneremail"
    " hubspotownerid accountmanager colleague login salespersonid",
    "pipeline": "pipeline pipelinename dealpipeline",
    "stage": "stage stagename dealstage salesstage pipelinestage dealpipelinestageid status state"
    " opportunitystage phase",
    "amount": "amount value closevalue dealvalue dealamount total opportunityamount revenue"
    " betrag wert montant",
    "currency": "currency currencycode currencyisocode dealcurrency",
    "probability": "probability probabilitypercent chance likelihood winprobability"
    " dealprobability",
    "product": "product productname item itemname article service productcode sku",
    "product_id": "productid itemid articleid",
    "opened": "opened openedon opendate engagedate engagedon begun begunon startdate started"
    " dateopened engaged",
    "created": "created createdat createdon createdate createddate datecreated",
    "closes": "close closes closedate closingdate dealclosedate",
    "expected": "expected expectedclose expectedclosedate expectedclosingdate estimatedclosedate"
    " forecastclosedate forecastdate",
    "ended": "closed closedon closedat dateclosed closeddate ended endedon wonon lostat wontime"
    " losttime actualclosedate",
    "source": "source leadsource dealsource origin originalsource",
    "lost_reason": "lostreason closedlostreason reasonlost lossreason reasonforloss",
    "lost_to": "lostto competitor competitorname winner",
    "lost_note": "lostnote",
    "gain": "gain customergain",
    "note": "note notes description dealdescription comment comments details",
    "archived": "archived",
    "keys": "keys",
    SKIP: "lines",
}
_INTERACTION_NAMES = {
    "external_id": "id interactionid activityid callid engagementid eventid entryid messageid uid",
    "party": "account accountname company companyname customer customername client clientname"
    " organization organisation party relatedto",
    "party_id": "accountid customerid customeruid companyid clientid organizationid partyid",
    "contact": "contact contactname person contactperson spoketo spokento attendee with name",
    "email": "email emailaddress contactemail",
    "phone": "phone phonenumber telephone contactphone",
    "activity": "activitytype type activity kind channel interactiontype engagementtype method",
    "direction": "direction",
    "status": "status state activitystatus",
    "at": "timestamp date datetime activitydate when at createdat starttime startdate start"
    " eventdate createdate day",
    "time": "time timeofday",
    "minutes": "minutes duration durationminutes durationmin length",
    "subject": "subject title topic headline",
    "body": "comment comments note notes description body text message summary details content",
    "outcome": "outcome result disposition calloutcome",
    "user": "agent owner user salesagent rep salesrep assignedto loggedby createdby employee"
    " salespersonid ownerid userid",
    "internal": "internal",
    "pinned": "pinned",
    SKIP: "alsothere dealnumber ticketnumber",
}
_TASK_NAMES = {
    "external_id": "id taskid todoid uid guid uuid key recordid activityid engagementid externalid",
    "title": "title task tasktitle taskname name subject summary todo what content headline",
    "note": "note notes description details body comment comments text notizen beschreibung",
    "party": "customer customername client clientname account accountname company companyname"
    " contact contactname party with relatedto organization organisation organizationname lead",
    "party_id": "customerid customeruid clientid accountid companyid contactid whoid whatid"
    " partyid",
    "email": "contactemail customeremail clientemail",
    "assignee": "assignee assignedto assigned owner user username responsible agent who for login"
    " ownerid assigneeid userid hubspotownerid taskowner employee colleague",
    "kind": "kind type tasktype category tasksubtype activitytype",
    "side": "side",
    "priority": "priority importance prioritat",
    "due": "due duedate dueon dueat deadline day date activitydate fallig falligam datedue",
    "start": "start startdate startat starts begin begins starttimestamp from beginn",
    "start_time": "starttime duetime time hour at",
    "end": "end enddate endat ends endtimestamp until",
    "end_time": "endtime",
    "minutes": "minutes duration length durationminutes estimate estimatedminutes dauer",
    "status": "status state done completed iscompleted progress isclosed taskstatus",
    "done_at": "doneat doneon completedat completedon completeddate completeddatetime datecompleted"
    " completiondate closedat finishedat",
    "result": "result outcomenote resolution",
    "outcome": "outcome callresult",
    "follows": "follows dependson predecessor waitsfor",
    "follows_after": "daysafter followsafter",
    "attempt": "attempt try",
    "agreed_on": "agreedon agreed",
    "repeats": "repeats repeat recurrence recurring rrule repeatrule",
    "created": "createdat created createdate createddate datecreated",
    "modified": "modified updatedat updated lastmodified lastmodifieddate lastmodifiedat",
}
_TICKET_NAMES = {
    "external_id": "id ticketid caseid issueid requestid complaintid uid guid uuid key recordid"
    " externalid",
    "number": "number ticketnumber ticketno casenumber caseno referencenumber",
    "title": "title ticket tickettitle ticketname subject ticketsubject casesubject summary issue"
    " topic headline what betreff",
    "body": "description ticketdescription casedescription body text message content details"
    " complaint narrative consumercomplaintnarrative comment comments note notes beschreibung",
    "answer": "answer resolution reply response solution",
    "kind": "kind type tickettype casetype requesttype issuetype category ticketcategory"
    " hsticketcategory",
    "priority": "priority ticketpriority casepriority hsticketpriority importance urgency"
    " prioritat",
    "state": "state status ticketstate ticketstatus casestatus companyresponsetoconsumer",
    "closing_reason": "closingreason closereason closedreason",
    "closing_note": "closingnote",
    "cause": "cause rootcause",
    SKIP: "answerdue solutiondue offereddeal",  # what we write for others, and reckon anew
    "channel": "channel ticketchannel via viachannel submittedvia origin caseorigin source",
    "queue": "queue group groupname team department",
    "party": "company companyname account accountname organization organisation organizationname"
    " organisationname firma",
    "party_id": "customerid clientid accountid companyid companyuid organizationid organisationid"
    " partyid",
    "contact": "customer customername client clientname contact contactname requester"
    " requestername reporter requestedby person kunde",
    "contact_id": "contactid contactuid personid requesterid",
    "email": "email emailaddress mail customeremail clientemail contactemail requesteremail from",
    "assignee": "assignee assigneename assigneeid assignedto assigned owner ownerid ownername"
    " ticketowner agent responsible colleague login hubspotownerid",
    "product": "product productname productpurchased item itemname article articlename"
    " productcode sku",
    "product_id": "productid itemid articleid",
    "opened": "opened openedat openedon opendate dateopened created createdat createdon createdate"
    " createddate datecreated received receivedat receivedon datereceived date reportedat"
    " submittedat",
    "responded": "firstresponse firstresponsetime firstresponseat firstrespondedat firstreplyat"
    " firstreplydate firstagentreplydate",
    "resolved": "resolved resolvedat resolvedon resolveddate resolutiondate resolutiontime"
    " timetoresolution solved solvedat solvedon closed closedat closedon closeddate dateclosed",
    "modified": "modified modifiedat updated updatedat lastmodified lastmodifieddate"
    " lastmodifiedat lastupdated",
    "rating": "rating satisfaction satisfactionrating customersatisfaction"
    " customersatisfactionrating satisfactionscore csat",
    "rating_words": "ratingwords ratingcomment satisfactioncomment",
    "tags": "tags tag labels keywords",
    "archived": "archived",
    "keys": "keys",
}
_DOCUMENT_NAMES = {
    "external_id": "id documentid uid guid uuid key recordid externalid",
    "number": "number documentnumber documentno docnumber docno no nr",
    "kind": "kind type documenttype documentkind doctype",
    "title": "title subject documenttitle topic betreff",
    "party": "customer customername client clientname account accountname company companyname"
    " organization organisation organizationname organisationname party kunde firma billto soldto",
    "party_id": "customerid customeruid clientid accountid companyid organizationid organisationid"
    " partyid customerno customernumber kundennummer",
    "email": "email emailaddress customeremail clientemail contactemail billingemail",
    "contact": "contact contactname contactperson attention",
    "contact_id": "contactid contactuid personid",
    "owner": "owner ownerid ownername owneremail salesagent salesrep salesperson agent rep user"
    " userid employee employeeid responsible accountmanager colleague login salespersonid",
    "deal": "deal dealnumber dealid opportunity opportunityid opportunitynumber",
    "parent": "parent parentnumber belongsto",
    "state": "state status invoicestatus orderstatus quotestatus paymentstatus documentstatus",
    "issued": "issued issuedon issuedate dateissued invoicedate invoicedat invoicedon orderdate"
    " orderedat quotedate paymentdate paidat paidon datepaid documentdate contractdate creditdate"
    " creditnotedate deliverydate transactiondate receiptdate date datum rechnungsdatum",
    "due": "due duedate dueat dueon datedue requireddate requiredat faellig fallig falligam",
    "ends": "ends enddate endson validuntil validto expires expireson expirydate expirationdate",
    "amount": "amount total grandtotal totalamount invoiceamount invoicetotal ordertotal"
    " orderamount quoteamount quotetotal paymentamount contractvalue value sum betrag montant"
    " gesamtbetrag",
    "currency": "currency currencycode currencyisocode",
    "address": "url link documenturl weblink file filename",
    "note": "note notes publicnotes comment comments remark remarks memo notizen bemerkung",
    "product": "product productname item itemname itemproduct article articlename productcode"
    " itemcode sku stockcode service artikel",
    "product_id": "productid itemid articleid trackid",
    "text": "text description itemdescription itemnotes itemtext linetext productdescription"
    " beschreibung",
    "quantity": "quantity qty itemquantity menge quantite units",
    "price": "price unitprice itemcost itemprice unitcost priceeach preis einzelpreis",
    "line_discount": "discount itemdiscount linediscount discountpercent discountrate rabatt",
    "line_amount": "lineamount linetotal itemtotal itemamount extendedprice",
    "archived": "archived",
    "keys": "keys",
    SKIP: "line lineno linenumber position pos invoicelineid orderlineid",
}
NUMBERED = {
    "payment": "paymentid paymentnumber paymentno transactionid transactionnumber receiptnumber",
    "credit_note": "creditnoteid creditnotenumber creditnoteno creditnumber creditmemonumber",
    "invoice": "invoiceid invoicenumber invoiceno invoice invoicenr rechnungsnummer rechnungsnr"
    " rechnung",
    "delivery": "deliveryid deliverynumber deliveryno deliverynotenumber shipmentid"
    " shipmentnumber lieferscheinnummer",
    "contract": "contractid contractnumber contractno vertragsnummer",
    "order": "orderid ordernumber orderno order auftragsnummer bestellnummer",
    "quote": "quoteid quotenumber quoteno quote offerid offernumber estimatenumber angebotsnummer",
}
"""What columns call the numbers of each kind of document; those that come of others first."""

_PHONES = word_set("phone phones telephone tel telefon phonenumber telefono landline")
_PHONE_FORMS = {
    "mobile": "mobile",
    "cell": "mobile",
    "cellphone": "mobile",
    "handy": "mobile",
    "mobil": "mobile",
    "gsm": "mobile",
    "fax": "fax",
    "pager": "pager",
}
_PHONE_USES = {
    "video": "video",
    "car": "car",
    "assistant": "assistant",
    "assistants": "assistant",
    "direct": "direct",
}
_PLACES = {
    "home": "home",
    "private": "home",
    "personal": "home",
    "work": "work",
    "business": "work",
    "office": "work",
    "company": "work",
    "main": "main",
    "primary": "main",
    "other": "other",
    "secondary": "other",
    "alternate": "other",
    "billing": "billing",
    "invoice": "billing",
    "shipping": "shipping",
    "delivery": "shipping",
    "mailing": "mailing",
    "profile": "profile",
    "blog": "blog",
}
_EMAILS = word_set("email emails mail emailaddress correo")
_WEBS = word_set("website web url homepage webpage websites internet blog")
_ADDRESS_PARTS = {
    "street": "street",
    "streetaddress": "street",
    "strasse": "street",
    "rue": "street",
    "calle": "street",
    "city": "city",
    "town": "city",
    "locality": "city",
    "ort": "city",
    "stadt": "city",
    "ville": "city",
    "ciudad": "city",
    "state": "region",
    "region": "region",
    "province": "region",
    "county": "region",
    "bundesland": "region",
    "provincia": "region",
    "zip": "postcode",
    "zipcode": "postcode",
    "postcode": "postcode",
    "postal": "postcode",
    "postalcode": "postcode",
    "plz": "postcode",
    "country": "country",
    "land": "country",
    "pays": "country",
    "pais": "country",
    "apt": "street2",
    "suite": "street2",
    "box": "po_box",
    "pobox": "po_box",
    "formatted": "address",
    "extended": "street2",
}
_TYPED = ("phone", "email", "web")
_NUMBERED = {"social": "social", "postal address": "address"}
"""What our own files number besides, as they number telephones: `social 1`, `social 1 type`."""
_FILLING = word_set("number no nr value code address line id page of the contact po")


def bare_words(name: str) -> list[str]:
    """A column's name as plain words: `BillingPostalCode` is `billing`, `postal`, `code`."""
    spaced = name if name.isupper() else re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    folded = fold(spaced).replace("e-mail", "email").replace("'", "")
    words = re.findall(r"[^\W_]+", folded)
    if len(words) > 1 and words[0] == "property":
        del words[0]
    return [part for word in words for part in re.findall(r"\d+|[^\W\d]+", word)]


def bare(name: str) -> str:
    """A column's name for comparison: its words without anything between them."""
    return "".join(bare_words(name))


@lru_cache(maxsize=1024)
def meaning(kind: str, name: str) -> Target | None:
    """What a column of that name means in a file of that kind; None where nothing is known."""
    if fold(name) in REJECT_COLUMNS:
        return Target(SKIP)
    if name.startswith(OWN_COLUMN):
        return None
    whole = _whole_names(kind).get(bare(name))
    if whole is not None or kind not in ("customers", "people"):
        return whole
    return _contact_meaning([part for word in bare_words(name) for part in _parts(word)])


@lru_cache(maxsize=1024)
def is_known(name: str) -> bool:
    """Whether any kind of file has a column of that name."""
    return any(meaning(kind, name) for kind in KINDS)


def said_target(kind: str, field: str) -> Target:
    """The target a user names as `phone:work`; UsageError names the nearest field otherwise."""
    stem, _, label = field.strip().lower().partition(":")
    stem = stem.replace("-", "_").replace(" ", "_")
    known = [*FIELDS[kind], CUSTOM, SKIP]
    if stem in known:
        return Target(stem, label.strip())
    near = get_close_matches(stem, known, 1, 0.5)
    hint = f"Did you mean '{near[0]}'?" if near else f"Known are: {', '.join(known)}."
    raise UsageError(f"{kind.capitalize()} have no field '{field}'.", hint)


@lru_cache(maxsize=16)
def _whole_names(kind: str) -> dict[str, Target]:
    table = {
        "customers": _PARTY_NAMES,
        "people": _PARTY_NAMES,
        "users": _USER_NAMES,
        "products": _PRODUCT_NAMES,
        "deals": _DEAL_NAMES,
        "interactions": _INTERACTION_NAMES,
        "tasks": _TASK_NAMES,
        "tickets": _TICKET_NAMES,
        "documents": _DOCUMENT_NAMES,
    }[kind]
    names = {name: Target(field) for field, row in table.items() for name in row.split()}
    if table is _PARTY_NAMES:
        for network, row in _SOCIAL.items():
            names.update({name: Target("social", network) for name in row.split()})
    if table is _DOCUMENT_NAMES:
        for document, row in NUMBERED.items():
            names.update({name: Target("number", document) for name in row.split()})
    return names


def _contact_meaning(words: list[str]) -> Target | None:
    """Telephone, e-mail, web or postal address, word by word; every word must be understood."""
    number = next((word for word in words if word.isdigit()), "")
    rest = [word for word in words if not word.isdigit()]
    place = next((_PLACES[word] for word in rest if word in _PLACES), "")
    typed = "type" in rest or "label" in rest
    rest = [word for word in rest if word not in ("type", "label")]
    if written := _NUMBERED.get(" ".join(rest)):
        return Target(f"{written}_type" if typed else written, "", number)
    found = _phone(rest, place) or _email_or_web(rest, place) or _address(rest, place, number)
    if found is None:
        return None
    if typed:
        field = found.field if found.field in _TYPED else "address"
        return Target(f"{field}_type", "", number)
    return found._replace(group=number) if found.field in _TYPED and not found.group else found


def _phone(words: list[str], place: str) -> Target | None:
    if not _PHONES.intersection(words) and not _PHONE_FORMS.keys() & words:
        return None
    if not _understood(words, _PHONES, _PHONE_FORMS, _PHONE_USES):
        return None
    said = [place, *(_PHONE_FORMS.get(word) or _PHONE_USES.get(word, "") for word in words)]
    return Target("phone", " ".join(part for part in dict.fromkeys(said) if part))


def _email_or_web(words: list[str], place: str) -> Target | None:
    if _EMAILS.intersection(words) and _understood(words, _EMAILS):
        return Target("email", place)
    if _WEBS.intersection(words) or words == ["page"]:
        return Target("web", place) if _understood(words, _WEBS) else None
    return None


def _address(words: list[str], place: str, number: str) -> Target | None:
    part = next((_ADDRESS_PARTS[word] for word in words if word in _ADDRESS_PARTS), "")
    if not part and "address" not in words:
        return None
    if not _understood(words, _ADDRESS_PARTS, ("name",)):
        return None
    if part == "street" and number == "2" and "address" not in words:
        return Target("street2", place)
    if part:
        return Target(part, place, number)
    return Target("street2" if number in ("2", "3") else "street", place)


def _understood(words: list[str], *known: Collection[str]) -> bool:
    groups = [*known, _PLACES, _FILLING]
    return all(any(word in group for group in groups) for word in words)


def _parts(word: str) -> list[str]:
    """`BILLINGPOSTALCODE` is `billing`, `postalcode`: words written together are taken apart."""
    parts: list[str] = _vocabulary().findall(word)
    return parts if "".join(parts) == word else [word]


@lru_cache(maxsize=1)
def _vocabulary() -> re.Pattern[str]:
    known = {*_PHONES, *_PHONE_FORMS, *_EMAILS, *_WEBS, *_ADDRESS_PARTS, *_PLACES, *_FILLING}
    return re.compile("|".join(sorted(known, key=len, reverse=True)))
