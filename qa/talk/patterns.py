"""Patterns of talk over folded words with one blank between them; `qa.talk.small_talk` folds them.

"s" is what is left of "what's". Dialects stand beside standard Arabic.
"""

from __future__ import annotations

import re

from qa.talk.replies import TalkReason, Topic

# A sum is two numbers with a sign between them, with or without a request around it; "1992-2009" is years.
SUM = re.compile(
    r"(?:(?:what(?:'s|’s| is)|how much is|calculate|compute|كم يساوي|كم حاصل|ما حاصل|احسب|ما ناتج|كم ناتج)\s+)?"
    r"\d[\d.,]*\s*(?:[+*×x÷/^]|\s-\s|plus|minus|times|multiplied by|divided by|زايد|ناقص|ضرب|في|علي|تقسيم|% of)\s*"
    r"\d[\d.,]*\s*(?:=|كم|يساوي|\?|؟|\s)*"
)
FIRST_PERSON = re.compile(
    "هل (?:أستثمر|أشتري|أبيع|أسافر|أذهب|أدرس|أعمل|أتزوج|أقبل|أستقيل) ?.*|(?:أين|ماذا|متى|كيف) (?:أستثمر|أشتري"
    "|أسافر) ?.*"
)

# Patterns over folded words with one blank between them; they are written as people write, and folded below.
# "s" is what is left of "what's". The earlier topic of two in one message decides the reply.
PLEASANTRIES: tuple[tuple[Topic, str], ...] = (
    (
        "farewell",
        "(?:talk|speak) to you (?:later|soon)|i have to go|got to go|until next time|نراك(?:م)? (?:على خير|قريبا|لاحقا)"
        "|bye|bye bye|goodbye|good bye|see (?:you|ya)(?: later| soon| tomorrow)?|good night|goodnight|take care"
        "|farewell"
        "|have a (?:nice|good|great) (?:day|night|evening|weekend)|cya"
        "|(?:مع|مع ال) ?السلامة|وداعا|الوداع|(?:إلى|الى) اللقاء|باي(?: باي)?|تصبح(?:ين|ون|وا)? على خير|في أمان الله"
        "|في رعاية الله|أراك (?:لاحقا|غدا)|يلا باي|سلامات|بخاطرك|بالسلامة|بسلامة|أستودعك الله",
    ),
    (
        "thanks",
        "(?:you are|you re|u r) (?:great|awesome|amazing|the best|smart|good|very good|so good|helpful|nice|kind)"
        "|(?:that|this|it) (?:was|is) (?:very |really |so )?helpful|الله (?:يسلمك|يخليك|يحفظك|يجزاك خير|يوفقك)"
        "|ألف شكر|كل الشكر|أنت رائع|عاشت (?:إيدك|ايدك)|thanks|thank (?:you|u)|thx|ty|cheers|much appreciated"
        "|many thanks|i appreciate (?:it|that)"
        "|(?:ألف )?شكرا(?: (?:جزيلا|جدا|كثيرا|كتير|لك|لكم|ليك))*|مشكور(?:ة|ين)?|متشكر(?:ة|ين)?|تسلم(?:ي|ين|وا|و)?"
        "|يسلمو(?:ا)?|(?:الله )?يعطيك (?:العافية|الصحة)|(?:الله )?يعافيك|جزاك(?:م)? الله(?: (?:خيرا|خير|كل خير))?"
        "|بارك الله (?:فيك|فيكم|بك)|أشكرك(?: جدا| كثيرا)?|ممنون(?:ك)?|الله يبارك فيك|تسلم (?:إيدك|ايديك)|كثر خيرك|صحيت",
    ),
    (
        "complaint",
        "(?:i think )?you (?:made|make) a mistake|i (?:do not|don t) agree|that makes no sense"
        "|(?:أعتقد )?(?:أنك|إنك) (?:مخطئ|غلطان|أخطأت)|أخطأت|(?:that s|that is|this is|it s|it is|you are|you re"
        "|your answer is|the answer is)"
        " (?:wrong|incorrect|not (?:correct|right|true)|false|bad|stupid|dumb|useless|nonsense|terrible|mistaken)"
        "|wrong(?: answer)?|incorrect|bad answer|nonsense"
        "|(?:إجابة|جواب|الجواب|الإجابة|هذا|هذه|هذه الإجابة|هذا الجواب|إجابتك|جوابك|كلامك|كلام)"
        " (?:خطأ|خاطئ|خاطئة|غلط|غير صحيح|غير صحيحة|مو صحيح|مش صحيح|مش صح|مو صح)"
        "|(?:أنت|إنت|انتي) (?:غبي|غبية|مخطئ|غلطان|سيئ|فاشل)|خطأ|غلط|مش صح|مو صحيح|مش صحيح|غير صحيح|ماشي صحيح",
    ),
    (
        "greeting",
        "hello|hi|hey|hiya|howdy|yo|greetings|good (?:morning|evening|afternoon|day)|welcome|hello there|hi there"
        "|hey there"
        "|(?:و)?(?:ال)?سلام عليكم(?: ورحمة الله)?(?: وبركاته)?|وعليكم السلام(?: ورحمة الله)?(?: وبركاته)?|مرحبا(?: بك)?"
        "|مراحب|يا هلا وغلا|هلا وغلا|أهلا(?: بك)?(?: وسهلا)?(?: بك)?|أهلين|هلا(?: والله)?|يا هلا|حياك(?: الله)?"
        "|هاي|هلو|ألو"
        "|صباح (?:الخير|النور|الفل|الورد)|مساء (?:الخير|النور|الفل|الورد)|تحياتي|تحية طيبة|سلام|يا مساء الخير",
    ),
    (
        "wellbeing",
        "how are (?:you|u)(?: doing| today| feeling| doing today)?|how r u|how s (?:it going|everything|life|your day)"
        "|how is (?:it going|everything)|how do you do|(?:what s|whats|what is) up|sup|are you (?:ok|okay|well|fine)"
        "|nice to meet you|(?:i m|i am) (?:fine|good|well|ok)|you ok"
        "|كيف (?:ال)?حال(?:ك|كم|كي)?|كيف (?:صحتك|الصحة|الأمور|أمورك|أحوالك|الأحوال|أنت)|كيفك|شلونك(?:م)?|شلونج"
        "|إزيك(?:م)?|ازيك|عامل(?:ة|ين)? (?:ايه|إيه|اي)|أخبارك(?: (?:ايه|إيه|شو|شنو))?|شخبارك|شو أخبارك|ايش أخبارك"
        "|وش أخبارك|لاباس(?: عليك)?|لا باس(?: عليك)?|كي داير|كيداير|واش راك|كيفك اليوم|هل أنت بخير|أنا بخير|الحمد لله",
    ),
    (
        "assent",
        "ok|okay|k|great|nice|cool|good|fine|perfect|awesome|amazing|wonderful|excellent|well done|good job|got it"
        "|i see"
        "|understood|alright|all right|yes|yeah|yep|no|nope|sure|right|correct|true|interesting|wow|lol|haha(?:ha)*"
        "|never mind"
        "|(?:that s|that is|this is|it s|it is) (?:great|good|nice|cool|right|correct|true|fine|perfect|interesting"
        "|amazing)"
        "|i understand|حسنا|تمام|ممتاز|نعم|لا|طيب|أوكي|اوك|أوكيه|أحسنت|ماشي|رائع|جميل|جيد(?: جدا)?|ممتاز جدا|مفهوم|فهمت"
        "|أيوه|ايوا|صح|صحيح|عظيم|كويس|زين|برافو|موافق|بالضبط|أكيد|واو|ههه+|واخا|مليح|باهي|حلو|يلا",
    ),
)
# Said along with the above, and nothing by itself.
ALONG = (
    "sanad|dear|friend|my friend|buddy|man|bro|sir|please|pls|so|so much|very much|a lot|a bunch|again|now|then|and"
    "|oh|well"
    "|there|everyone|all|for (?:your|the) (?:help|answer|time|information)|for that|just|very|really|too|today|you"
    "|سند|يا|يا سند|يا (?:صديقي|أخي|حبيبي|غالي|عزيزي|صاحبي|باشا)|حبيبي|حبيب قلبي|صديقي|أخي|عزيزي|من فضلك|لو سمحت|رجاء"
    "|جدا|أوي|قوي|كتير|كثيرا|جزيلا|لك|لكم|والله|على (?:ال)?(?:مساعدة|مساعدتك|إجابة|إجابتك|معلومات|معلومة)|ثم|و"
    "|اليوم|الآن"
)

_YOU = "(?:(?:can|could|would|will) you|please|can u|i want you to|i need you to|i d like you to)"
_LI = "(?: ?لي|لي|ي|ي لي)?"
_CAN_YOU_AR = "(?:(?:هل )?(?:ممكن|يمكنك|تستطيع|تقدر|بتقدر|تكدر|بإمكانك|أريدك|أريد منك|بدي ياك)(?: أن| إنك)? )?"
_THE_TEXT = "(?:هذا |هذه )?(?:ال)?(?:مقال|مقالة|نص|وثيقة|وثائق|مستند|موضوع|صفحة|محتوى|ملف)(?: كله| كلها| كامل)?"
REQUESTS: tuple[tuple[TalkReason, Topic, str], ...] = (
    (
        "about_program",
        "identity",
        "what (?:model|kind of (?:program|ai|bot|model)|ai|version) are you"
        "|(?:هل )?(?:أنت|إنت) ذكاء (?:اصطناعي|صناعي)|(?:أنت|إنت) (?:بشر|برنامج)|who (?:are|r) (?:you|u)"
        "|what are you|(?:what s|whats) your name|what is your name|your name|do you have a name"
        "|are you (?:a |an )?(?:robot|bot|human|person|real|real person|machine|ai|chatbot|computer|program|chatgpt"
        "|gpt|gemini"
        "|claude|siri|alexa|copilot|llm|language model|alive|google)"
        "|(?:tell me (?:more )?about|introduce|describe) yourself|how old are you|where are you from|who is this"
        "|(?:من|مين|منو|شكون|من تكون) (?:أنت|إنت|انتي|انته|حضرتك|أنتم)|(?:أنت|إنت|انتي|حضرتك) (?:مين|من|منو|شكون"
        "|شنو)|من تكون"
        "|(?:ما|ماهو|ما هو|شو|شنو|ايش|وش|ايه) (?:اسمك|إسمك)|اسمك (?:ايه|إيه|شنو|شو|ايش)|(?:ما|ماذا|شو|شنو"
        "|وش) (?:أنت|إنت|تكون)"
        "|هل (?:أنت|إنت) (?:روبوت|إنسان|بشر|آلة|برنامج|حقيقي|ذكاء اصطناعي|شخص(?: حقيقي)?|شات ?جي ?بي ?تي|بوت|حي"
        "|chatgpt)"
        "|(?:أنت|إنت) (?:روبوت|إنسان|بشر|بوت|آلة)|عرف(?:ني|نا)? (?:بنفسك|عن نفسك|على نفسك)|حدثني عن نفسك|كم عمرك"
        "|عمرك كم"
        "|من أين أنت|احكيلي عن نفسك|قدم نفسك|كلمني عن نفسك",
    ),
    (
        "about_program",
        "abilities",
        "(?:can|may|could) i ask (?:you )?(?:something|a question|questions)"
        "|what (?:kinds? of |sort of )?questions? (?:can i ask(?: you)?|(?:do|can) you (?:answer|understand))"
        "|شو (?:فيك|بتعرف) (?:تعمل|تسوي)|(?:هل )?(?:يمكنني|ممكن) (?:أن )?أسألك(?: سؤالا)?|what (?:can|do"
        "|could) you (?:do|know|offer|answer)(?: for me)?|what are you (?:able|here) (?:to do|for)"
        "|what (?:can|should|could|do) i (?:ask|say)(?: you)?(?: about| here)?|(?:can|could|will"
        "|would) you help(?: me)?(?: out)?"
        "|how (?:can|could|do) you (?:help|assist)(?: me)?|help(?: me)?|i need (?:some )?help"
        "|how (?:do|does) (?:you|this|this program|this site|this page|this app) work|what is this(?: program| site"
        "| page| app)?"
        "|what s this|how (?:do|can|should) i use (?:you|this|it)|what(?: questions)? can you answer"
        "|what are your (?:abilities"
        "|capabilities|features)|what do you do|what are you for"
        "|(?:ماذا|ما الذي|شو|شنو|ايش|وش|ايه|إيش|ماالذي|ما) (?:يمكنك|تستطيع|بإمكانك|بتقدر|تقدر|تكدر|تعرف|بتعرف|تفعل"
        "|تعمل|تسوي)"
        "(?: (?:أن|انك))?(?: (?:تفعل|تفعله|فعله|تعمل|تعمله|عمله|تسوي|تسويه|تقدم|تقدمه|تجيب))?(?: لي)?"
        "|(?:تقدر|بتقدر|تكدر|تعرف) (?:تسوي|تعمل|تفعل) (?:ايه|إيه|شو|شنو|ايش)|كيف تعمل|كيف (?:تشتغل|بتشتغل|تعمل أنت)"
        "|(?:بماذا|بم|كيف|بشو|بايش|فيم) (?:يمكنك أن |تستطيع أن |ممكن |تقدر )?تساعد(?:ني|نا)|ساعد(?:ني"
        "|نا)(?: (?:أرجوك|لو سمحت))?"
        "|(?:ال)?مساعدة|أحتاج (?:إلى )?(?:ال)?مساعدة|أريد مساعدة|(?:عن ماذا|عم|عن أي شيء|ماذا|عن ايش|عن شو"
        "|شو) (?:أسألك|أسأل|بسألك)"
        "|ما هذا(?: (?:البرنامج|الموقع))?|كيف (?:أستخدمك|أستعملك|أستخدم (?:هذا )?البرنامج)|ما (?:قدراتك|وظيفتك|عملك"
        "|دورك)"
        "|ما هي (?:قدراتك|وظيفتك)|ما فائدتك|شو شغلك",
    ),
    (
        "about_program",
        "maker",
        "who (?:made|created|built|developed|designed|programmed|trained|wrote|owns|invented)"
        " (?:you|this (?:program|chatbot|bot|app|site|page))"
        "|who (?:is|are|s|was) your (?:developers?|makers?|creators?|owners?|authors?|programmers?|boss)"
        "|who do you work for"
        "|(?:من|مين|منو|شكون|من الذي|مين اللي) (?:صنعك|عملك|طورك|برمجك|أنشأك|خلقك|صممك|بناك|سواك|دربك|ابتكرك|اخترعك"
        "|يملكك)"
        "|(?:من|مين) (?:هو )?(?:مطورك|صانعك|مبرمجك|مصممك|صاحبك|مالكك)",
    ),
    (
        "about_program",
        "languages",
        "(?:what|which) languages? (?:do|can) you (?:speak|understand|know|support|use)|(?:do|can"
        "|could) you (?:speak|understand|talk"
        "|know|read|answer)(?: in)? (?:arabic|english|french|russian|persian|farsi|spanish|german|turkish|chinese"
        "|kazakh"
        "|other languages|any other languages?)|what s your language|what is your language"
        "|how many languages do you (?:speak|know)"
        "|(?:ما|ما هي|أي|كم|بأي|شو|ايش) (?:ال)?(?:لغات|لغة|لغه)(?: التي)? (?:تتحدث|تتكلم|تفهم|تعرف|تدعم|تجيد|تتقن"
        "|بتحكي|تحكي)(?:ها)?"
        "|(?:هل )?(?:تتكلم|تتحدث|تفهم|تعرف|بتحكي|تحكي|بتفهم|تجيد|بتتكلم|تهدر)(?: ب)? ?(?:ال)?(?:لغة )?(?:ال)?"
        "(?:عربي|عربية|عربيه|إنجليزي|إنجليزية|انجليزي|انكليزي|إنكليزية|فرنسي|فرنسية|روسية|فارسي|فارسية|دارجة"
        "|بالعربية|بالإنجليزية)",
    ),
    (
        "about_program",
        "sources",
        "where do you get (?:your|the|these) (?:answers?|information|data|knowledge)(?: from)?"
        "|where does your (?:information|data) come from|what (?:are|is) your (?:sources?|documents?|data)"
        "|(?:what|which) (?:documents|sources|data) do you (?:have|use|know|search)|how do you know(?: that"
        "| this)?|are you sure"
        "|من أين (?:تأتي|تجيب|تحصل|جئت|تاخذ|تأخذ)(?: على)? ?(?:ب)?(?:إجاباتك|أجوبتك|معلوماتك|المعلومات|الإجابات|هذا)"
        "|(?:ما|ما هي|ما هو|شو|ايش) (?:مصادرك|مصدرك|وثائقك|مراجعك|مستنداتك|بياناتك)|كيف (?:تعرف|عرفت)(?: (?:هذا|ذلك))?"
        "|هل أنت متأكد|متأكد",
    ),
    (
        "not_extractive",
        "summary",
        f"(?:{_YOU} )?(?:please )?(?:summari[sz]e|sum up|paraphrase|simplify|shorten|outline)(?: .*)?"
        f"|(?:{_YOU} )?(?:please )?(?:give|write|make|show|get)(?: me| us)? (?:a|an|the"
        f"|some)?(?: \\w+)? ?(?:summary|overview|abstract"
        r"|outline|synopsis)(?: .*)?|(?:a )?summary(?: please| of (?:the|this) (?:article|document|text|page))?|tl ?dr"
        "|what is (?:the|this) (?:article|document|text|page) about(?: in (?:short|brief))?"
        f"|(?:{_YOU} )?explain (?:the|this) (?:whole )?(?:article|document|text|page)(?: .*)?"
        f"|{_CAN_YOU_AR}(?:لخص|تلخص|تلخيص|اختصر|تختصر|أوجز){_LI}(?: \\w+){{0,4}}|(?:أريد|أعطني|أعطيني|هات|عطني"
        f"|اعطنا|بدي|اكتب لي|قدم لي)"
        f" (?:ملخص|ملخصا|تلخيص|تلخيصا|خلاصة|موجزا|نبذة)(?: .*)?|(?:ملخص|خلاصة|تلخيص) {_THE_TEXT}|الخلاصة|ملخص"
        f"|{_CAN_YOU_AR}(?:اشرح|تشرح|فسر){_LI} {_THE_TEXT}|(?:عن ماذا|عم|عما) (?:يتحدث|يتكلم|تتحدث) {_THE_TEXT}"
        f"|ما (?:هو )?موضوع {_THE_TEXT}",
    ),
    (
        "not_extractive",
        "opinion",
        r"what (?:do|would) you (?:think|believe|prefer)(?: .*)?|(?:what is|what s|whats) your (?:opinion"
        r"|favou?rite|view"
        r"|take)(?: .*)?"
        "|what is your (?:opinion|favou?rite|view|take)(?: .*)?|your opinion(?: .*)?|(?:do|don t) you (?:like|love"
        "|hate|prefer"
        r"|think|believe|agree|enjoy)(?: .*)?|(?:which|who|what)(?: \w+){0,3} do you (?:like|love|prefer"
        r"|support)(?: .*)?"
        f"|(?:{_YOU} )?give me your (?:opinion|view|thoughts)(?: .*)?"
        "|(?:ما|ما هو|شو|ايه|إيه|ايش|وش|شنو) رأيك(?:م)?(?: .*)?|رأيك (?:ايه|شو|شنو)(?: .*)?|في رأيك(?: .*)?"
        "|برأيك(?: .*)?"
        r"|هل (?:تحب|تفضل|تكره|تؤيد|تعجبك|يعجبك)(?:ين)? \w+|ماذا (?:تعتقد|تظن|تفضل|تحب)|(?:أيهما|من|أي) تفضل(?: .*)?"
        "|(?:هل )?(?:توافقني|تتفق معي)(?: .*)?|أعطني رأيك(?: .*)?",
    ),
    (
        "not_extractive",
        "translation",
        f"(?:{_YOU} )?(?:please )?translate(?: .*)?|(?:{_YOU} )?(?:please )?(?:give|show)(?: me)? (?:a"
        f"|the) translation(?: .*)?"
        r"|how (?:do|would|can) (?:you|i|we) (?:say|write|spell|pronounce) .* in (?:arabic|english)"
        f"|{_CAN_YOU_AR}(?:ترجم|تترجم|ترجمي|ترجمة){_LI}(?: (?:هذا|هذه|إلى|ل|لي|ما|كلمة|{_THE_TEXT})(?: .*)?)?"
        "|كيف (?:تقول|أقول|نقول|تكتب|أكتب|نكتب|يقال|بتقول) .*(?:بال|ب ال|في ال)(?:إنجليزي|إنجليزية|انجليزي|عربي|عربية)",
    ),
    (
        "not_extractive",
        "writing",
        r"(?:please )?(?:write|compose|draft|draw|paint|generate|code|sing|create|design|invent)(?: .*)?"
        rf"|{_YOU} (?:write|compose|draft|draw|sing|code|generate)(?: me| us)?(?: an?| some)? (?:poem|song|story"
        rf"|essay|letter|e ?mail"
        r"|joke|code|python|program|script|report|article|picture)(?: .*)?"
        rf"|(?:{_YOU} )?(?:please )?(?:tell|give|make|sing|show|write)(?: me| us)?(?: a| an| another| some)(?: \w+)?"
        r" (?:joke|story|poem|song|riddle|essay|tale|jokes|stories|picture|recipe)(?: .*)?|make me laugh|do my homework"
        f"|{_CAN_YOU_AR}(?:اكتب|تكتب|ارسم|ترسم|صمم|غن|غني|انشئ){_LI} .*|(?:ألف|تألف|نظم){_LI} (?:أغنية|قصيدة|قصة"
        f"|شعرا|نكتة)(?: .*)?"
        f"|{_CAN_YOU_AR}(?:احك|احكي|تحكي|قل|قول|قولي|تقول|أخبرني|هات|أعطني|سمعني|احكيلي|قوللي|قلي|حدثني){_LI} (?:ب)?"
        "(?:نكتة|نكته|قصة|حكاية|شعرا|قصيدة|أغنية|لغزا|شيئا مضحكا)(?: .*)?|أضحكني|غن لي|نكتة",
    ),
    (
        "not_extractive",
        "calculation",
        f"(?:please )?(?:calculate|compute|add up|multiply|divide|solve|convert)(?: .*)?|{_YOU} (?:calculate"
        f"|compute|solve) .*\\d.*"
        "|(?:what is|what s|how much is) .*\\d(?: percent)? (?:plus|minus|times|multiplied by|divided by|of) \\d.*"
        "|what is the square root of .*"
        "|(?:احسب|احسبلي)(?: .*)?|(?:اجمع|اضرب|اقسم|اطرح) \\d.*|حل (?:المسألة|المعادلة|هذه).*|(?:ما|كم) (?:حاصل"
        "|ناتج|مجموع) (?:ضرب|جمع|طرح|قسمة)? ?\\d.*",
    ),
    (
        "not_extractive",
        "advice",
        "(?:هل )?(?:تنصحني|بتنصحني|تنصحنا)(?: .*)?|should i (?:invest|buy|sell|travel|go|visit|marry|move|quit"
        "|trust|vote|study|learn|worry)(?: .*)?"
        "|(?:what|where) should i (?:do|go|buy|eat|invest|visit|study|choose|say)(?: .*)?|(?:give"
        "|offer) me (?:some |an? |your )?(?:advice|tips?|suggestions?"
        f"|recommendations?)(?: .*)?|{_YOU} (?:recommend|advise|suggest)(?: me| us)? (?:an?|some|the best)(?: .*)?"
        f"|{_YOU} (?:book|order|buy|call|send|search|predict the future)(?: .*)?"
        "|(?:recommend|suggest|advise me|predict|search the (?:web|internet)|google)(?: .*)?|what (?:do"
        "|would) you (?:recommend|advise|suggest)(?: .*)?"
        "|what will happen(?: next| in the future| tomorrow| next (?:year|month|week)| then)?|what (?:is"
        "|s) the (?:weather|time|date)"
        "(?: (?:today|now|like|tomorrow|like today))?|what time is it(?: now)?|what day is (?:it|today)"
        "|how is the weather(?: .*)?"
        "|(?:بماذا|بم|بايش|بشو|ماذا|شو|وش) (?:تنصح|تنصحني|بتنصحني|تقترح|تقترحين)(?: .*)?|انصح(?:ني|نا)(?: .*)?"
        "|اقترح (?:علي|لي|لنا)(?: .*)?|أعطني (?:نصيحة|نصائح"
        "|اقتراحا)(?: .*)?|(?:هل )?(?:يجب علي|ينبغي لي|ينبغي علي|لازم)(?: .*)?|ماذا (?:أفعل|أعمل|أختار|علي أن أفعل)"
        "|شو أعمل|(?:ماذا|ما الذي) سيحدث"
        "(?: (?:غدا|في المستقبل|لاحقا|(?:العام|الشهر|السنة|الأسبوع) (?:القادم|القادمة|المقبل|المقبلة)))?|توقع (?:لي"
        "|لنا)(?: .*)?"
        "|كم الساعة(?: الآن)?|الساعة كم|ما (?:هو )?تاريخ اليوم|(?:كيف|ما|ما حال|كيف حال) (?:حالة )?(?:ال)?(?:طقس"
        "|جو)(?: (?:اليوم|غدا))?|ابحث(?: .*)?",
    ),
    (
        "not_extractive",
        "more",
        "tell me (?:something|anything)(?: (?:interesting|new|fun|else))?|surprise me|(?:قل لي|أخبرني) (?:شيئا"
        "|معلومة)(?: .*)?"
        "|(?:tell me |show me |give me |say |i want )?(?:something |some )?more(?: (?:details|information"
        "|about (?:it|this|that)))?"
        "|go on|continue|keep going|(?:anything|what|something) else|elaborate|details|explain(?: (?:more|it|this"
        "|that|yourself))?"
        "|(?:can|could) you (?:tell me more|explain(?: (?:more|it|this|that))?|elaborate)|expand"
        "|(?:أخبرني|أعطني|قل لي|حدثني|احكي لي|اعطيني|أريد)(?: عن)? ?(?:ب)?(?:ال)?(?:مزيد|أكثر|تفاصيل)(?: (?:أكثر"
        "|من التفاصيل|عنه|عنها))?"
        "|(?:ال)?مزيد(?: من التفاصيل)?|أكمل|كمل|تابع|استمر|زدني|(?:ال)?تفاصيل(?: أكثر)?|ماذا (?:أيضا|بعد)"
        "|وماذا (?:أيضا|بعد)|أكثر|اشرح(?: أكثر| لي)?"
        "|وضح(?: أكثر| لي)?|كمان|وايش كمان|وشو كمان",
    ),
)
