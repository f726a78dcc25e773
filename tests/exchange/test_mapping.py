import pytest

from crm_tui.errors import UsageError
from tests.exchange.reading import fields_of, mapped, table_of


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("E-mail 1 - Value", "email"),
        ("EMAIL", "email"),
        ("Primary Email", "email:main"),
        ("Business Phone 2", "phone:work"),
        ("homePhone", "phone:home"),
        ("Mobile Number", "phone:mobile"),
        ("Home Fax", "phone:home fax"),
        ("BILLINGPOSTALCODE", "postcode:billing"),
        ("Billing State/Province", "region:billing"),
        ("companycity", "city:work"),
        ("Address 1 - Street", "street"),
        ("Home Address 2", "street2:home"),
        ("property_jobtitle", "job_title"),
        ("Ansprechpartner", "contact"),
        ("linkedin_url", "social:linkedin"),
        ("PhoneService", "custom"),
        ("Assistant's Name", "custom"),
        ("Favorite Color", "custom"),
    ],
)
def test_columns_are_understood_by_their_meaning(column, field):
    header = f"First Name,{column}" if column != "First Name" else column
    assert fields_of(mapped(f"{header}\nA,x\n"))[column] == field


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        ("account_id,account,sector", "accounts.csv", "customers"),
        ("First Name,Last Name,Email", "x.csv", "people"),
        ("First Name,Last Name,Email", "customers-1000.csv", "customers"),
        ("sales_agent,manager,regional_office", "sales_teams.csv", "users"),
        ("product,series,sales_price", "products.csv", "products"),
        ("opportunity_id,deal_stage,close_value", "x.csv", "deals"),
        ("product,customer,stage,amount", "deals.csv", "deals"),
        ("customer,stage,amount", "deals.csv", "deals"),
        ("account_name,activity_type,timestamp", "x.csv", "interactions"),
        ("Date,Customer,What,Comment", "calls.csv", "interactions"),
        ("Name,Phone", "x.csv", "customers"),
        ("Primary Email,x", "x.csv", "people"),
    ],
)
def test_the_kind_of_rows_is_told_from_the_columns_or_the_name(header, name, kind):
    cells = ",".join("x" * (header.count(",") + 1))
    assert mapped(f"{header}\n{cells}\n", name).kind.name == kind


def test_what_is_unclear_is_said():
    with pytest.raises(UsageError, match="--as"):
        mapped("a,b,c\n1,2,3\n")
    with pytest.raises(UsageError, match="Did you mean 'customers'"):
        mapped("Name\nx\n", kind="custmers")


def test_the_user_has_the_last_word_on_columns():
    text = "Firma,Durchwahl,Status\nAcme,1234,x\n"
    columns = mapped(text, said={"durchwahl": "phone:direct", "Status": "skip"})
    assert fields_of(columns) == {
        "Firma": "company",
        "Durchwahl": "phone:direct",
        "Status": "skip",
    }


def test_a_wrong_column_or_field_names_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'Phone'"):
        mapped("Name,Phone\nA,1\n", said={"Phon": "phone"})
    with pytest.raises(UsageError, match="Did you mean 'phone'"):
        mapped("Name,Phone\nA,1\n", said={"Phone": "phonne"})


def test_title_is_a_job_or_a_form_of_address_by_its_values():
    assert fields_of(mapped("First Name,Title\nA,Baker\nB,Clerk\n"))["Title"] == "job_title"
    assert fields_of(mapped("First Name,Title\nA,Mrs.\nB,Dr.\n"))["Title"] == "prefix"


def test_an_organization_column_of_keys_is_the_key():
    text = "Organization,Name,Website\nE84A904909dF528,Liu,x.org\nAAC4f9aBF86EAeF,Orr,y.org\n"
    assert fields_of(mapped(text))["Organization"] == "external_id"


def test_a_location_is_a_country_or_a_city():
    text = "account,office_location\nA,{}\nB,{}\n"
    assert fields_of(mapped(text.format("Kenya", "Brazil")))["office_location"] == "country"
    assert fields_of(mapped(text.format("Leeds", "Bonn")))["office_location"] == "city"


def test_a_column_of_addresses_is_found_whatever_its_name():
    columns = mapped("Vorname,Erreichbar\nA,a@b.org\nB,b@b.org\n")
    assert fields_of(columns)["Erreichbar"] == "email"


def test_the_only_key_is_the_rows_own_unless_it_repeats():
    own = mapped("First Name,Account Id\nA,1\nB,2\n")
    assert fields_of(own)["Account Id"] == "external_id"
    theirs = mapped("First Name,Account Id\nA,1\nB,1\n")
    assert fields_of(theirs)["Account Id"] == "company_id"


def test_a_second_column_for_the_same_thing_is_kept_not_lost():
    columns = mapped("Name,Owner,hubspot_owner_email,Phone\nA,,bob,1\n")
    assert fields_of(columns)["hubspot_owner_email"] == "owner"
    assert fields_of(columns)["Owner"] == "custom"


def test_the_order_of_dates_is_told_from_the_whole_column():
    late = "".join("1/2/25,A,call\n" for _ in range(500)) + "1/31/25,A,call\n"
    columns = mapped(f"Date,Account,Activity Type\n{late}")
    assert list(columns.date_orders.values()) == ["mdy"]
    said = mapped("Date,Account,Activity Type\n1/2/25,A,call\n", said={"Date": "at:dmy"})
    assert list(said.date_orders.values()) == ["dmy"]


def test_everything_found_can_be_shown_before_anything_is_written():
    sentences = mapped("Name,Telefon,Farbe\nA,1,rot\n").sentences()
    assert sentences == [
        "Rows are customers (the columns)",
        "Name -> name (its name)",
        "Telefon -> phone (its name)",
        "Farbe -> custom (kept under its own name)",
    ]


def test_suppliers_are_known_by_their_key_or_the_file():
    assert mapped("supplierID,companyName\n1,A\n").suppliers
    assert mapped("Name,Phone\nA,1\n", "vendors.csv").suppliers
    assert not mapped("customerID,companyName\n1,A\n").suppliers


def test_columns_in_front_of_rejected_rows_are_skipped():
    columns = mapped("rejected line,rejected because,Name,Phone\n3,x,A,1\n")
    assert fields_of(columns)["rejected line"] == "skip"


def test_a_table_needs_no_rows_to_be_mapped():
    assert table_of("First Name,Email").columns == ("First Name", "Email")
    assert fields_of(mapped("First Name,Email"))["Email"] == "email"
