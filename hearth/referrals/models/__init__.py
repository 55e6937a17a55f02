"""Requests, referrals, and the front desk."""

from hearth.referrals.models.attachments import Attachment
from hearth.referrals.models.connections import ApiKey, DeliveryStatus, Webhook, WebhookDelivery
from hearth.referrals.models.enquiries import Enquiry, EnquiryOffer, EnquiryState
from hearth.referrals.models.handovers import Handover, HandoverState, HandoverStep, HandoverTopic
from hearth.referrals.models.interim import InterimRule
from hearth.referrals.models.loop_facts import LoopFact
from hearth.referrals.models.pathways import Pathway
from hearth.referrals.models.referrals import (
    FamilyContact,
    PersonRole,
    Referral,
    ReferralKind,
    ReferralPerson,
    State,
    StatusRow,
    Step,
)
from hearth.referrals.models.reminders import Reminder

__all__ = [
    "ApiKey",
    "Attachment",
    "DeliveryStatus",
    "Enquiry",
    "EnquiryOffer",
    "EnquiryState",
    "FamilyContact",
    "Handover",
    "HandoverState",
    "HandoverStep",
    "HandoverTopic",
    "InterimRule",
    "LoopFact",
    "Pathway",
    "PersonRole",
    "Referral",
    "ReferralKind",
    "ReferralPerson",
    "Reminder",
    "State",
    "StatusRow",
    "Step",
    "Webhook",
    "WebhookDelivery",
]
