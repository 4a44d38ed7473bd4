"""The words of the models' pages: standings, what a test found, the names of what was changed."""

from lti_tool.conversations.providing.book import Standing
from lti_tool.errors import N_

STANDINGS = {
    Standing.READY: ("good", N_("Ready")),
    Standing.OFF: ("off", N_("Switched off")),
    Standing.ALL_OFF: ("off", N_("All models are switched off")),
    Standing.NEEDS_ACCEPTANCE: ("needs-you", N_("Waits for you to accept its sheet")),
    Standing.NEEDS_PRICE: ("needs-you", N_("Needs a price, since money is limited")),
}

DONE = {
    "added": N_("Connected. Now test it."),
    "saved": N_("Saved."),
    "on": N_("It is asked again from now on."),
    "off": N_("It is left alone from now on, in every course."),
    "accepted": N_("Accepted in your name. The model may be asked from now on."),
    "withdrawn": N_("The acceptance is withdrawn. The model is not asked any more."),
    "removed": N_("The model is removed with its key."),
    "order": N_("The order is changed."),
}

LIMITS = {
    "person_daily_tokens": N_("Tokens a day for each person"),
    "course_daily_tokens": N_("Tokens a day for each course"),
    "course_monthly_tokens": N_("Tokens a month for each course"),
    "installation_daily_tokens": N_("Tokens a day for the whole installation"),
    "course_daily_cost": N_("Money a day for each course"),
    "installation_daily_cost": N_("Money a day for the whole installation"),
}

#: What the list of changes calls each field.
FIELDS = {
    **LIMITS,
    "added": N_("Connected"),
    "removed": N_("Removed"),
    "name": N_("Name"),
    "base_url": N_("Address of the server"),
    "model": N_("Model"),
    "key": N_("Key replaced"),
    "is_on": N_("Switched on"),
    "order": N_("Order"),
    "price_in": N_("Price of a million tokens of question"),
    "price_out": N_("Price of a million tokens of answer"),
    "region": N_("Region"),
    "retention": N_("How long it is kept"),
    "accepted": N_("Sheet accepted"),
    "models_on": N_("All models switched on"),
    "currency": N_("Currency"),
}
MONEY = frozenset({"course_daily_cost", "installation_daily_cost", "price_in", "price_out"})

BAD_TOKENS = N_("Give a whole number, or leave it empty for no limit.")
BAD_MONEY = N_("Give an amount such as 2.50, or leave it empty.")
BAD_CURRENCY = N_("Give the three letters of the currency, such as EUR.")
BOTH_PRICES = N_("Give both prices, or neither. A model that costs nothing has 0 and 0.")
NOT_READ = N_("Tick that you have read the sheet.")
