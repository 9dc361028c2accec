"""The alphabets of languages that are written in single-byte code pages.

In: nothing. Out: tables. Touches nothing.
`BEYOND_ASCII` is each language's letters beyond ASCII, from its orthography (the main
exemplar characters of Unicode's CLDR, loans that are usual in it included).
`MORE_ORDERS` is the order of letters by frequency in languages that charset-normalizer,
from which `letters.py` has the others, does not know.
"""

BEYOND_ASCII: dict[str, str] = {
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "Catalan": "àçèéíïòóúü",
    "Croatian": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish": "åæéø",
    "Dutch": "áéëíïóöúüè",
    "English": "éèïôçñêàöü",
    "Estonian": "äõöšüž",
    "Finnish": "äåöé",
    "French": "àâæçèéêëîïôœùûüÿ",
    "German": "äöüßé",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰς",
    "Hungarian": "áéíóöőúüű",
    "Icelandic": "áæðéíóöþúý",
    "Indonesian": "é",
    "Italian": "àèéìîòóù",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčėęįšųūž",
    "Macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
    "Norwegian": "åæøéòôó",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "àáâãçéêíóôõúü",
    "Romanian": "ăâîşţ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovene": "čšž",
    "Spanish": "áéíñóúü",
    "Swedish": "äåöé",
    "Turkish": "âçğıîöşûüi̇",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Vietnamese": ("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
}

MORE_ORDERS: dict[str, str] = {
    "Belarusian": "анілерсытокдвпмяузьгцбйжўхчшэюёф",
    "Catalan": "eaisrntluodcmpvgbfqhxàéóèíòyçjkzúïü",
    "Icelandic": "arnieustðlgmkfhváoþídjbypéúöæýxó",
    "Latvian": "aisterunkmodlāpvzīēgbūjcšļķņžģčfh",
    "Macedonian": "аоиетнрсвдкплмузјгбшчцжхќѓфњљџѕ",
}
