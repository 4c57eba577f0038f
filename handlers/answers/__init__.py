"""Table of contents: a subject a line. Importing this registers every answer."""

from handlers.answers import accident as accident
from handlers.answers import accident_form as accident_form
from handlers.answers import benefit_form as benefit_form
from handlers.answers import benefit_result as benefit_result
from handlers.answers import benefits as benefits
from handlers.answers import card as card
from handlers.answers import change_data as change_data
from handlers.answers import claim_case as claim_case
from handlers.answers import claim_form as claim_form
from handlers.answers import claim_page as claim_page
from handlers.answers import claim_result as claim_result
from handlers.answers import contributions as contributions
from handlers.answers import coverage_day as coverage_day
from handlers.answers import danger as danger
from handlers.answers import death_claim as death_claim
from handlers.answers import joining as joining
from handlers.answers import law as law
from handlers.answers import membership as membership
from handlers.answers import notice_check as notice_check
from handlers.answers import notices as notices
from handlers.answers import offices as offices
from handlers.answers import personal_data as personal_data
from handlers.answers import scams as scams
from handlers.answers import settings as settings
from handlers.answers import small_talk as small_talk
