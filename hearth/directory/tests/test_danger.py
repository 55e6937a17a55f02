"""Words that point to danger, and words that only look so: both tables are read by whoever changes urgent.yaml."""

import pytest

from hearth.directory.queries.danger import urgent_help

DANGER = {
    "abuse": [
        "he hits me", "my husband hits me", "sisters husband is hitting her", "my wife hits me and im a man",
        "boyfriend punched me in the face", "he threatens to hurt my mum", "he grabbed me by the throat",
        "partner beats me up", "my son is 15 and he hits me", "my ex is following me home", "being followed by my ex",
        "my dad hits my mum", "he wont let me see my family", "my boyfriend checks my phone", "domestic violence",
        "domestik violence", "viloent husband", "abusive relationship", "coercive control", "i was raped",
        "he forced me to have sex", "scared to go home", "i am scared of him", "walking on eggshells with my husband",
        "stalker", "he keeps turning up and threatening me", "forced marriage", "they want to force me to marry", "fgm",
        "hes locked me in", "running from my husband", "he pulled a knife on us", "neighbour is beating his wife",
        "uncle abuses me", "he kicked my mum", "husband is violent to me and the kids", "is it abuse if he controls me",
        "shohar marta hai", "mąż mnie bije", "maz mnie bije", "boję się męża", "BOJE SIE MEZA", "شوہر مارتا ہے",
        "чоловік мене б'є", "чоловік мене б’є", "домашнє насильство",
    ],
    "suicide": [
        "i want to die", "want to kill myself", "suicide", "suiside", "sucidal", "suicidle thoughts",
        "my daughter is cutting her arms", "self harm", "self-harm", "son self harming", "end my life",
        "feel like ending it", "better off without me", "wish i was dead", "dont want to be here anymore",
        "she took an overdose", "no reason to live", "he says he wants to kill himself", "i dont want to wake up",
        "16yo self harming", "cuts on her arms", "feel hopeless", "hanging myself", "chcę umrzeć", "nie chce zyc",
        "خودکشی", "донька не хоче жити", "не хочу жити",
    ],
    "child": [
        "child abuse", "someone is hurting my child", "he hits the kids", "my uncle touches me and i dont like it",
        "shaking baby", "i think my neighbour is neglecting her kids", "she hits her kids", "kids left alone at night",
        "scared i will hurt my baby", "baby not breathing", "bije dziecko", "б'є дитину", "بچے کو مارتا ہے",
    ],
    "exploited": [
        "my son is missing", "daughter goes missing and comes back with a new phone", "county lines",
        "my daughter is meeting older men", "someone is making my brother sell drugs", "groomed online",
        "sent nudes to a stranger and he is blackmailing me", "runaway teenager", "my daughter has run away",
        "want to run away from home", "being made to carry drugs", "trafficked", "exploitation", "hasnt come home",
        "uciekła z domu", "дитина зникла", "بیٹی گھر سے بھاگ گئی",
    ],
}  # fmt: skip
HARMLESS = [
    "killing time with a toddler", "this cough is killing me", "my feet are killing me", "shooting hoops", "beat box",
    "beatboxing club", "my son beats me at chess", "hit the gym", "baby hits me", "my 2 year old hits me",
    "toddler hits me and bites", "4 year old kicking me", "baby kicks me all night", "hit her head",
    "fell and hit his head", "feeding hurts me", "breastfeeding hurts me so much", "refugee", "refugees welcome",
    "baby choking first aid", "chocolate", "rapeseed", "grape allergy", "dog grooming", "bride and groom",
    "knife skills cooking", "substance abuse", "alcohol abuse help", "domestic cleaner", "hopeless at maths",
    "cutting down sugar", "baby cutting teeth", "haircut for autistic child", "violin lessons", "violet",
    "photo shoot", "dying for a break", "panic attacks my son has", "asthma attack my child", "suicide squad film",
    "my mum kicked me out", "landlord kicking us owt", "they are kicking them out of the flat", "i cant control my son",
    "kids at school hit my son", "child bites other children",
    "run away with the circus", "toddler follows me everywhere", "missing school", "missing teeth", "missing my mum",
    "stay and play", "bullying", "debt", "shelter", "abseiling", "diet", "die cast cars", "studied", "soldier",
    "talking", "tough love", "threading", "pram walk", "beat the heat swimming",
    "hurt feelings", "attachment", "selfie", "self esteem", "overdue", "overdrawn", "explore", "expo", "negotiate",
    "dom", "dominoes", "dance", "groovy", "choir",
    "zajęcia dla dzieci", "насіння", "مارکیٹ", "she cant be bothered", "he scored a hit", "follow up appointment",
    "who can look after her", "my 5 year old hurts her brother", "hand foot and mouth", "locked out of my account",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed"), [(kind, typed) for kind, every in DANGER.items() for typed in every])
def test_words_of_danger_bring_urgent_help(kind, typed):
    assert kind in [one.code for one in urgent_help(typed)]


@pytest.mark.parametrize("typed", HARMLESS)
def test_harmless_words_do_not(typed):
    assert urgent_help(typed) == []


def test_another_spelling_counts_as_well():
    assert urgent_help("he hirts me", "he hurts me")
