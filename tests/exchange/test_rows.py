from datetime import UTC, date, datetime

from crm_tui.services.intake.records import Method
from tests.exchange.reading import readings, records


def test_a_person_works_at_the_company_of_the_row():
    (record,) = records(
        "Customer Id,First Name,Last Name,Company,Country,Phone 1,Email\n"
        "7,Anna,Rossi,Acme,Italy,06 1234567,anna@acme.it\n"
    )
    assert (record.kind, record.name, record.company) == ("person", "Anna Rossi", "Acme")
    assert record.external_id == "7"
    assert record.methods == (
        Method("phone", "06 1234567", "", "IT"),
        Method("email", "anna@acme.it"),
    )


def test_a_company_has_a_contact_person():
    (record,) = records(
        "customerID,companyName,contactName,contactTitle,city,phone\n"
        "ALFKI,Alfreds Futterkiste,Maria Anders,Sales,Berlin,030-1\n"
    )
    assert (record.kind, record.name, record.city) == ("company", "Alfreds Futterkiste", "Berlin")
    assert (record.contact.name, record.contact.job_title) == ("Maria Anders", "Sales")
    assert [method.value for method in record.methods] == ["030-1"]


def test_names_beside_another_name_are_the_contact_person_with_their_own_numbers():
    (record,) = records(
        "Name,Balance,Phone,First Name,Last Name,Email,Phone\n"
        "Acme Inc,$5,111,Anna,Rossi,anna@acme.it,222\n"
    )
    assert (record.kind, record.name, record.contact.name) == ("company", "Acme Inc", "Anna Rossi")
    assert [method.value for method in record.methods] == ["111"]
    assert [method.value for method in record.contact.methods] == ["anna@acme.it", "222"]


def test_a_full_name_beside_its_parts_is_the_person():
    (record,) = records("Name,Given Name,Family Name\nDr Anna Rossi,Anna,Rossi\n")
    assert (record.kind, record.name, record.contact) == ("person", "Dr Anna Rossi", None)


def test_columns_of_one_part_of_an_address_make_one_and_lose_nothing():
    (record,) = records(
        "Company,Phone,Street number,Address 1,City,Town\nAcme,,12,Main Street,Bonn,Beuel\n"
    )
    assert [method.value for method in record.methods] == ["12 Main Street\nBonn, Beuel"]


def test_who_has_no_name_is_called_by_their_address_or_key():
    rows = "First Name,Email,Phone\n,a@b.org,\n,,123\n,,\n"
    assert [record.name for record in records(rows)] == ["a@b.org", "123"]
    assert [record.name for record in records("customerID,gender\n75-X,Male\n")] == ["75-X"]


def test_a_row_that_names_nobody_is_refused():
    refused = [r for r in readings("First Name,City,Email\n,Paris,\n") if r.problem]
    assert [r.line for r in refused] == [2]
    assert "no name" in refused[0].problem


def test_addresses_are_put_together_and_the_first_place_is_the_partys():
    (record,) = records(
        "Name,Billing Street,Billing Postal Code,Billing City,Billing Country,Shipping City\n"
        "Acme,Main St 1,12345,Bonn,Germany,Ulm\n"
    )
    assert Method("post", "Main St 1\n12345 Bonn\nGermany", "billing") in record.methods
    assert (record.city, record.country) == ("Bonn", "Germany")


def test_what_is_not_understood_is_kept_under_its_own_name():
    (record,) = records("Name,Phone,Farbe,Leer\nA,1,rot,\n")
    assert record.custom == {"Farbe": "rot"}


def test_a_lifecycle_of_ours_is_taken_and_another_one_kept():
    ours, theirs = records("Name,Phone,Lifecycle Stage\nA,1,Customer\nB,2,Subscriber\n")
    assert ours.lifecycle == "customer"
    assert (theirs.lifecycle, theirs.custom) == ("", {"Lifecycle Stage": "Subscriber"})


def test_birthdays_are_days_in_one_column_or_three():
    (one,) = records("First Name,Birthday\nA,20/01/1991\n")
    (three,) = records("First Name,Birth Year,Birth Month,Birth Day\nA,1991,1,20\n")
    assert one.birthday == three.birthday == date(1991, 1, 20)


def test_a_birthday_that_cannot_be_read_is_kept_and_reported():
    (reading,) = readings("First Name,Birthday\nA,31/31/1991\n")
    assert reading.record.custom == {"Birthday": "31/31/1991"}
    assert reading.doubts == ("no date can be read from '31/31/1991' in Birthday",)


def test_tags_and_several_addresses_in_one_cell_are_taken_apart():
    (record,) = records('First Name,Tags,Email\nA,"vip, spring fair","a@b.org; c@d.org"\n')
    assert record.tags == ("vip", "spring fair")
    assert [method.value for method in record.methods] == ["a@b.org", "c@d.org"]


def test_types_beside_values_become_labels():
    (record,) = records("Given Name,E-mail 1 - Type,E-mail 1 - Value\nA,* Home,a@b.org\n")
    assert record.methods == (Method("email", "a@b.org", "home"),)


def test_doubtful_addresses_are_kept_and_reported():
    (reading,) = readings("First Name,Email\nA,nowhere\n")
    assert [method.value for method in reading.record.methods] == ["nowhere"]
    assert reading.doubts == ("'nowhere' is no e-mail address; kept as written",)


def test_control_characters_are_taken_out_and_reported():
    (reading,) = readings("Name,Phone,Farbe\nA\x1b[31m,1,x\u202ey\n")
    assert reading.record.name == "A[31m"
    assert reading.record.custom == {"Farbe": "xy"}
    assert reading.doubts == (
        "invisible characters were taken out of Name",
        "invisible characters were taken out of Farbe",
    )


def test_whole_numbers_written_as_fractions_are_the_same_key():
    (record,) = records("customerID,companyName\n17850.0,A\n")
    assert record.external_id == "17850"


def test_interactions_have_a_day_a_kind_and_a_customer():
    (record,) = records(
        "account_id,account_name,contact_name,activity_type,status,timestamp,comment\n"
        '1000,Acme,Paul Stokes,Meeting,Completed,1/31/25,"One.\n\nTwo."\n'
    )
    assert (record.at, record.kind, record.channel) == (date(2025, 1, 31), "meeting", "")
    assert (record.party_id, record.party, record.contact) == ("1000", "Acme", "Paul Stokes")
    assert (record.status, record.body) == ("Completed", "One.\n\nTwo.")


def test_a_time_of_its_own_column_makes_a_moment():
    (record,) = records("Date,Time,Account,Type\n2025-01-31,14:30,Acme,Call\n", "calls.csv")
    assert record.at == datetime(2025, 1, 31, 14, 30)
    (zoned,) = records("Date,Account,Type\n2025-01-31T14:30:00Z,Acme,Call\n", "calls.csv")
    assert zoned.at == datetime(2025, 1, 31, 14, 30, tzinfo=UTC)


def test_a_date_that_could_be_two_is_refused_with_what_to_say():
    (reading,) = readings("Date,Account,Type\n1/2/25,Acme,Call\n", "calls.csv")
    assert reading.problem == (
        "'1/2/25' can be read two ways; say --map Date=at:dmy or --map Date=at:mdy"
    )


def test_an_interaction_without_date_or_customer_is_refused():
    rows = readings("Date,Account,Type\n,Acme,Call\n2025-01-01,,Call\nnever,A,Call\n", "calls.csv")
    assert [row.problem for row in rows] == [
        "no date in Date",
        "the row names no customer",
        "no date can be read from 'never' in Date",
    ]


def test_equal_interactions_are_told_apart_and_known_again():
    text = "Date,Account,Type,Note\n2025-01-01,A,Call,x\n2025-01-01,A,Call,x\n2025-01-01,B,Call,x\n"
    first = [record.external_id for record in records(text, "calls.csv")]
    assert len(set(first)) == 3
    assert [record.external_id for record in records(text, "again.csv", kind="interactions")] == (
        first
    )


def test_an_unknown_activity_is_kept_in_the_subject():
    (reading,) = readings("Date,Account,Type\n2025-01-01,A,Fishing\n", "calls.csv")
    assert (reading.record.kind, reading.record.subject) == ("contact", "Fishing")
    assert reading.doubts == ("'Fishing' is no kind of contact here; kept in the subject",)


def test_minutes_are_read_in_any_notation():
    text = "Date,Account,Type,Duration\n" + "".join(
        f"2025-01-01,A,Call,{length}\n" for length in ("12", "12 min", "0:12:30", "1:05", "long")
    )
    assert [record.minutes for record in records(text, "calls.csv")] == [12, 12, 12, 65, None]


def test_colleagues_keep_what_the_file_says_beside_their_name():
    (record,) = records("sales_agent,manager,regional_office\nAnna Snelling,Dustin,Central\n")
    assert record.name == "Anna Snelling"
    assert record.custom == {"manager": "Dustin", "regional_office": "Central"}


def test_prices_are_amounts_in_minor_units():
    text = "product,sales_price\nA;550\n".replace(";", ",")
    assert [(r.price_minor, r.currency) for r in records(text)] == [(55000, "USD")]
    (euro,) = records("product;price\nA;1.234,50 €\n")
    assert (euro.price_minor, euro.currency) == (123450, "EUR")
    ones = records("product;price\nA;1.234\nB;5,50\n")
    assert [record.price_minor for record in ones] == [123400, 550]


def test_a_price_that_is_none_is_kept_and_reported():
    (reading,) = readings("product,price\nA,on request\n")
    assert (reading.record.price_minor, reading.record.custom) == (None, {"price": "on request"})
    assert len(reading.doubts) == 1


def test_an_exported_formula_comes_back_as_it_was():
    (record,) = records("Name,Phone,Farbe\n'=1+1,'+49 30 1,'tis\n")
    assert (record.name, record.custom["Farbe"]) == ("=1+1", "'tis")
