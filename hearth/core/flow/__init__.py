"""One question a page: steps, repeated groups, drafts, "check your answers", sent once."""

from hearth.core.flow.engine import Flow
from hearth.core.flow.steps import Answers, FlowRefused, Group, Step
from hearth.core.flow.views import flow_urls

__all__ = ["Answers", "Flow", "FlowRefused", "Group", "Step", "flow_urls"]
