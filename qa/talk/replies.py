"""What the program says of itself, by topic, in both languages."""

from __future__ import annotations

from typing import Literal

from corpus.document import Lang

TalkReason = Literal["small_talk", "about_program", "not_extractive"]
TalkTopic = Literal[
    "greeting",
    "wellbeing",
    "thanks",
    "farewell",
    "assent",
    "complaint",
    "identity",
    "abilities",
    "maker",
    "languages",
    "sources",
    "summary",
    "opinion",
    "translation",
    "writing",
    "calculation",
    "advice",
    "more",
]

REPLIES: dict[TalkTopic, dict[Lang, str]] = {
    "greeting": {
        "ar": "أهلًا بك! اسألني عن شيء في الوثائق.",
        "en": "Hello! Ask me about something in the documents.",
    },
    "wellbeing": {
        "ar": "أنا برنامج، وأعمل كما ينبغي. عمّ تريد أن تسأل؟",
        "en": "I am a program, and I am working as I should. What would you like to ask?",
    },
    "thanks": {
        "ar": "عفوًا! اسأل عن غير ذلك إن شئت.",
        "en": "You are welcome! Ask another question if you like.",
    },
    "farewell": {
        "ar": "إلى اللقاء!",
        "en": "Goodbye!",
    },
    "assent": {
        "ar": "حسنًا. اسأل عن غير ذلك إن شئت.",
        "en": "All right. Ask another question if you like.",
    },
    "complaint": {
        "ar": "قد أخطئ. تحقق من الجملة المنقولة من الوثيقة، أو اسأل بكلمات أخرى.",
        "en": "I can be wrong. Check the sentence quoted from the document, or ask in other words.",
    },
    "identity": {
        "ar": "أنا سند، برنامج يجيب عن الأسئلة بكلمات وثائقه ويبيّن موضعها. لست إنسانًا.",
        "en": "I am Sanad, a program that answers questions in the words of its documents and shows where they stand. "
        "I am not a person.",
    },
    "abilities": {
        "ar": "اسألني عن أمر تذكره الوثائق: متى، أين، من، كم، ماذا، لماذا. أنقل الجواب حرفيًا مع موضعه، وإن لم أجده "
        "قلت ذلك. يمكنك أن تتابع بسؤال قصير مثل «ومتى؟».",
        "en": "Ask me about something the documents say: when, where, who, how many, what, why. I quote the answer "
        "with its place, and say so when I do not find it. You can follow up with a short question: “and when?”.",
    },
    "maker": {
        "ar": "صنعني القائمون على مشروع سند، وأعمل على هذا الجهاز وحده.",
        "en": "The people of the Sanad project made me. I run on this computer alone.",
    },
    "languages": {
        "ar": "أفهم الأسئلة بالعربية والإنجليزية، وأبحث في وثائق باللغتين.",
        "en": "I understand questions in Arabic and in English, and search documents in both.",
    },
    "sources": {
        "ar": "أجيب من الوثائق التي فُتحت لي وحدها، ومع كل جواب موضعه فيها ودرجة الثقة به.",
        "en": "I answer only from the documents opened for me; each answer comes with its place in them and how sure "
        "it is.",
    },
    "summary": {
        "ar": "لا ألخّص ولا أشرح: أنقل من الوثائق كلمات تجيب عن سؤال محدد. اسأل عن أمر بعينه.",
        "en": "I cannot summarise or explain: I quote words of the documents that answer one question. Ask about "
        "something in particular.",
    },
    "opinion": {
        "ar": "ليس لي رأي: أنقل ما تقوله الوثائق فقط. اسأل عما تذكره.",
        "en": "I have no opinions: I only quote what the documents say. Ask about something they mention.",
    },
    "translation": {
        "ar": "لا أترجم: أنقل كلمات الوثائق كما هي. يمكنك أن تسأل عنها بالعربية أو بالإنجليزية.",
        "en": "I cannot translate: I quote the documents’ own words. You can ask about them in Arabic or in English.",
    },
    "writing": {
        "ar": "لا أكتب نصوصًا من عندي: أنقل كلمات الوثائق جوابًا عن سؤال. اسأل عن أمر تذكره.",
        "en": "I cannot write anything of my own: I quote words of the documents that answer a question. Ask about "
        "something they mention.",
    },
    "calculation": {
        "ar": "لا أحسب: أنقل الأرقام التي تذكرها الوثائق فقط.",
        "en": "I cannot calculate: I only quote figures that the documents give.",
    },
    "advice": {
        "ar": "لا أنصح ولا أتوقع ولا أعرف ما هو خارج الوثائق. اسأل عن أمر تذكره.",
        "en": "I cannot advise, predict, or know anything outside the documents. Ask about something they mention.",
    },
    "more": {
        "ar": "أجيب عن سؤال واحد في كل مرة. اسأل عما تريد معرفته، مثل متى أو أين أو لماذا.",
        "en": "I answer one question at a time. Ask what you would like to know, such as when, where or why.",
    },
}
