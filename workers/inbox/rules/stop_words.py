"""The words that must stop everything, by kind, and those of an opt-out: English, German, French and Spanish, as data.

Broad on purpose: a stop too many costs a person a look, a stop missed may break a law. What sounds alike and means
something else is named in ``INNOCENT``. Must not weigh sentences: `reply_intent` does.
"""

from __future__ import annotations

from collections.abc import Mapping

from workers.receivables.stop import StopKind

STOP_WORDS: Mapping[StopKind, tuple[str, ...]] = {
    "bankruptcy": (
        r"\bbankrupt\w*",
        r"\bchapter (?:7|11|13|seven|eleven|thirteen)\b",
        r"\bautomatic stay\b",
        r"\bkonkurs\w*|\bbankrott\w*|\bpleite\b",
        r"\bfaillite\b|\bbanqueroute\b",
        r"\bquiebra\b|\bbancarrota\b",
        r"\bfaillissement\b|\bfallimento\b",
    ),
    "insolvency": (
        r"\binsolven\w*",
        r"\badministrators? (?:ha(?:s|ve)|w(?:as|ere)) been appointed",
        r"\b(?:in|into|under) (?:administration|liquidation|receivership)\b",
        r"\b(?:liquidator|receiver|winding[- ]up|creditors'? voluntary)\b",
        r"\binsolvenz\w*|\bzahlungsunfähig\w*|\büberschuld\w*|\bgläubigerschutz\b",
        r"\b(?:redressement|liquidation|sauvegarde|procédure collective|mandataire|administrateur|liquidateur)\b"
        r".{0,30}\bjudiciaires?\b|\bprocédure (?:collective|de sauvegarde)\b|\bcessation de paiements?\b"
        r"|\binsolvabl\w*",
        r"\bconcurso de acreedores\b|\badministra(?:dor|ción) concursal\b|\bconcursal\b|\binsolvencia\b"
        r"|\bsuspensión de pagos\b|\bliquidación judicial\b",
    ),
    "deceased": (
        r"\bdeceased\b|\b(?:has|have|had) (?:\w+ )?(?:died|passed away)\b|\b(?:died|passed away) (?:on|in|last)\b"
        r"|\b(?:his|her|the) (?:estate|executor|executrix)\b|\bestate of\b|\bprobate\b|\bdeath certificate\b",
        r"\bverstorben\w*|\bverschieden\b.{0,20}\bist\b|\btodesfall\w*|\bnachlass\w*|\bsterbeurkunde\b|\bgestorben\b"
        r"|\berben?gemeinschaft\b|\bleider tot\b|\btestamentsvollstrecker\w*",
        r"\bdécéd[ée]\w*|\bdécès\b|\bdéfunte?\b|\bsuccession de\b|\best mort\w*",
        r"\bfallec\w*|\bdifunt[oa]\b|\bha muerto\b|\bmurió\b|\bdefunción\b|\bherencia de\b",
        r"\boverleden\b|\bdeceduto\b",
    ),
    "breathing_space": (
        r"\bbreathing space\b|\bdebt respite\b|\bmoratorium\b"
        r"|\bdebt (?:adviser|advisor|relief order|management plan)\b",
        r"\bschuldner(?:beratung|berater\w*)\b|\bmoratorium\b|\bschuldenbereinigung\w*|\brestschuldbefreiung\b",
        r"\bcommission de surendettement\b|\bsurendett\w*|\bmoratoire\b",
        r"\bmoratoria\b|\bsegunda oportunidad\b|\bsobreendeud\w*",
    ),
    "identity_theft": (
        r"\bidentity (?:theft|fraud)\b|\bstolen identity\b|\bstole (?:my|our) identity\b"
        r"|\bidentity (?:was|has been) stolen\b"
        r"|\b(?:opened|ordered|used)\b.{0,40}\bin (?:my|our) name\b|\bimpersonat\w*|\bvictim of (?:a )?fraud\b",
        r"\bidentitäts(?:diebstahl|betrug|missbrauch)\w*|\bidentität\b.{0,30}\b(?:gestohlen|missbraucht)\b"
        r"|\b(?:in|unter) (?:meinem|unserem) namen\b.{0,30}\b(?:bestellt|eröffnet)\b|\bopfer (?:eines|von) betrug\w*",
        r"\busurpation d'identité\b|\bvol d'identité\b|\busurpé\b|\bvictime d'une (?:fraude|escroquerie)\b"
        r"|\bidentité a été (?:volée|usurpée)\b",
        r"\b(?:robo|suplantación|usurpación) de (?:mi |nuestra )?identidad\b|\bsuplant\w*"
        r"|\bvíctimas? de (?:un |una )?(?:fraude|estafa)\b|\bidentidad\b.{0,25}\brobad[oa]\b",
    ),
    "wrong_person": (
        r"\bwrong (?:person|number|company|address|recipient|customer)\b"
        r"|\bnot the (?:right )?(?:person|company) you\b"
        r"|\bnever been (?:a|your) customer\b|\bnever (?:did|done) business with you\b"
        r"|\bno one (?:here )?by that name\b"
        r"|\b(?:do not|don't) know (?:this|that) (?:person|company)\b|\bmistaken me for\b",
        r"\bfalsche[nr]? (?:person|nummer|empfänger|adresse|firma|kunde)\b|\bverwechs\w*"
        r"|\bnie(?:mals)? (?:ihr )?kunde\b"
        r"|\bkenn(?:e|en) (?:diese|keine) (?:person|firma)\b|\bnicht der (?:richtige )?ansprechpartner\b"
        r"|\bniemand(?:en)? (?:mit|dieses) (?:diesem )?namens?\b",
        r"\bmauvaise? (?:personne|numéro|destinataire|adresse|société)\b|\berreur (?:de personne|sur la personne)\b"
        r"|\bjamais été (?:votre )?client\w*|\bpersonne (?:ici )?(?:de ce|à ce) nom\b|\bpas la (?:bonne )?personne\b",
        r"\bpersona (?:equivocada|errónea|incorrecta)\b|\bnúmero equivocado\b|\bse (?:ha|han) equivocado de\b"
        r"|\bnunca (?:he|hemos) sido clientes?\b|\bno soy la persona\b|\bnadie con ese nombre\b"
        r"|\bdirección equivocada\b"
        r"|\bno (?:conozco|conocemos) a esa (?:persona|empresa)\b",
    ),
    "litigation": (
        r"\blitigation\b|\blaw ?suits?\b|\b(?:legal|court) (?:action|proceedings)\b|\b(?:sue|suing) you\b"
        r"|\bsee you in court\b"
        r"|\bfiled? (?:a )?(?:claim|complaint|suit) (?:with|in|at) (?:the )?court\b|\bcourt hearing\b|\blegal hold\b",
        r"\bklage\b|\bverklag\w*|\bgericht(?:lich\w*|sverfahren\w*|stermin\w*)?\b|\brechtsstreit\w*|\bprozessieren\b"
        r"|\blandgericht\w*|\bamtsgericht\w*",
        r"\btribunal\b|\bprocès\b|\bassignation\b|\ben justice\b|\baction (?:judiciaire|en justice)\b|\bcontentieux\b"
        r"|\bpoursuites judiciaires\b",
        r"\bdemanda(?:r|remos|do)?\b.{0,20}\b(?:judicial|juzgado|contra ustedes)\b|\bdemandaremos\b|\bjuzgado\b"
        r"|\btribunales?\b|\blitigio\b|\bacciones (?:legales|judiciales)\b|\bproceso judicial\b|\bpleito\b",
    ),
    "regulator_complaint": (
        r"\b(?:formal|official) complaint\b"
        r"|\b(?:file|filed|lodge|lodged|make|made|submit) (?:a|an) (?:\w+ )?complaint\b"
        r"|\bharass\w*|\bombudsman\b|\b(?:cfpb|bafin|attorney general)\b|\bconsumer (?:protection|financial)\b"
        r"|\bfinancial conduct authority\b|\bregulator\b"
        r"|\b(?:data protection|information) (?:authority|commissioner)\b",
        r"\bbeschwerde\w*|\bverbraucherzentrale\b|\baufsichtsbehörde\w*|\bdatenschutzb(?:ehörde|eauftragte\w*)"
        r"|\bombuds(?:mann|stelle)\w*|\bschlichtungsstelle\b|\bbelästig\w*|\bstrafanzeige\b",
        r"\bplaintes?\b|\bréclamation (?:officielle|formelle|auprès)\b|\bdgccrf\b|\bcnil\b|\bmédiateur\b"
        r"|\bharcèl\w*|\bharcel\w*|\bautorité de (?:contrôle|régulation)\b|\bdéfenseur des droits\b",
        r"\breclamación (?:oficial|formal|ante)\b|\bdenunci\w*|\bqueja (?:formal|oficial|ante)\b|\bdefensor del\b"
        r"|\bacos[oa]\w*|\bprotección de datos\b.{0,20}\b(?:agencia|autoridad)\b"
        r"|\bagencia (?:española )?de protección\b"
        r"|\bacosando\b|\borganismo regulador\b",
        r"\bklacht\b",
    ),
    "attorney": (
        r"\b(?:attorneys?|lawyers?|solicitors?|barristers?|(?:legal|outside) counsel|law firm|legal represent\w*)\b"
        r"|\brepresented by\b|\bretained counsel\b",
        r"\b(?:rechts)?anw[aä]lt\w*|\brechtsbeistand\w*|\brechtsvertret\w*|\brechtlich vertreten\b|\bkanzlei\b",
        r"\bavocat\w*|\bconseil juridique\b|\breprésenté(?:e|s|es)? par\b|\bnotre conseil\b",
        r"\babogad[oa]s?\b|\bletrad[oa]s?\b|\basesor(?:ía)? (?:jurídic|legal)\w*|\bbufete\b|\brepresentad[oa]s? por\b"
        r"|\brepresentante legal\b|\bprocurador\w*",
        r"\bavvocat\w*|\badvocaat\b",
    ),
    "vulnerable": (
        r"\b(?:terminal(?:ly)?|serious(?:ly)?|critical(?:ly)?) (?:ill|illness|sick)\b"
        r"|\bin (?:the )?(?:hospital|hospice)\b"
        r"|\bmental health\b|\bdepress(?:ion|ed)\b|\bsuicid\w*|\bdementia\b|\bcancer\b|\bcarer\b"
        r"|\bdisab(?:ility|led)\b"
        r"|\bvulnerable\b|\bnervous breakdown\b|\bstroke\b",
        r"\bschwer (?:krank|erkrankt)\b|\bschwere\w* (?:krankheit|erkrankung)\b|\bkrankenhaus\b|\bkrebs\b|\bdemenz\b"
        r"|\bdepress\w*|\bsuizid\w*|\bselbstmord\w*|\bpsychisch\w*|\bschwerbehindert\w*|\bpflegebedürftig\w*"
        r"|\bbetreuer(?:in)?\b|\bschlaganfall\b",
        r"\bgravement malade\b|\bmaladie grave\b|\bhospitalis\w*|\bà l'hôpital\b|\bcancer\b|\bdépressi\w*|\bsuicid\w*"
        r"|\bdémence\b|\bhandicap\w*|\bvulnérable\b|\bsous (?:tutelle|curatelle)\b|\bsanté mentale\b|\bavc\b",
        r"\bgravemente enferm[oa]\b|\benfermedad grave\b|\bhospital(?:izad[oa])?\b|\bcáncer\b|\bdepresi\w*"
        r"|\bsuicid\w*"
        r"|\bdemencia\b|\bdiscapaci\w*|\bvulnerable\b|\bsalud mental\b|\bictus\b|\bbaja por enfermedad\b"
        r"|\btutela judicial\b",
    ),
    "cease_contact": (
        r"\bcease\b|\bdesist\b|\bstop (?:contacting|calling|bothering|pestering|writing to|communicating)\b"
        r"|\b(?:do not|don't|never) (?:ever )?contact (?:me|us)\b|\bleave (?:me|us) alone\b"
        r"|\bno (?:further|more) (?:contact|communication|correspondence)\b|\brefuse to pay\b"
        r"|\bdo not wish to be contacted\b",
        r"\b(?:kontaktieren|schreiben) sie (?:mich|uns|mir) (?:bitte )?nicht (?:mehr|länger|weiter)\b"
        r"|\bkein(?:e|en)? (?:weitere[nr]? )?(?:kontakt\w*|schreiben|kommunikation)\b"
        r"|\blassen sie (?:mich|uns) in ruhe\b"
        r"|\bunterlassen sie\b|\bverweiger\w* die zahlung\b"
        r"|\bnicht mehr (?:kontaktiert|angeschrieben|angerufen) werden\b"
        r"|\bhören sie auf\b",
        r"\bcess(?:ez|er) (?:de|tout|toute|immédiatement)\b|\bne (?:me|nous) contactez plus\b"
        r"|\blaissez[- ](?:moi|nous) tranquilles?\b"
        r"|\bplus (?:aucun|de) (?:contact|communication)\b"
        r"|\barrêtez de (?:me|nous) (?:contacter|harceler|appeler|écrire)\b"
        r"|\brefus(?:e|ons) de payer\b|\bne (?:souhaite|souhaitons|veux|voulons) plus être contact\w*",
        r"\bdejen de (?:contactar|llamar|escribir|molestar)\w*|\bno (?:me|nos) (?:vuelvan a contactar|contacten)\b"
        r"|\bcesen\b|\bdéjen(?:me|nos) en paz\b"
        r"|\bno (?:quiero|queremos|deseo|deseamos) (?:más contacto|que (?:me|nos) contacten)\b"
        r"|\bni un contacto más\b|\bme niego a pagar\b|\bnos negamos a pagar\b",
    ),
}

OPT_OUT_WORDS: tuple[str, ...] = (
    r"^\W*(?:stop|stopall|unsubscribe|quit|cancel|end|arrêt|arret|alto|baja|abmelden|abbestellen)\W*$",
    r"\bunsubscribe\b|\bopt(?:ing)?[ -]?out\b"
    r"|\bstop (?:e?-?mailing|texting|messaging|sending|the (?:e-?mails|texts|messages))\b",
    r"\b(?:remove|delete|take) (?:me|us|my|our|this)\b.{0,30}\b(?:list|address|e-?mail|database|number|from)\b",
    r"\bdo(?: no|n')t (?:e-?mail|text|message|write to) (?:me|us)\b|\bno more (?:e-?mails|texts|messages)\b",
    r"\b(?:do not|don't) want (?:any )?(?:more |further )?(?:these |your )?(?:e-?mails|texts|messages|sms)\b",
    r"\b(?:revoke|withdraw) (?:my|our) consent\b"
    r"|\b(?:do not|don't) send (?:me|us) (?:any )?(?:more|further|anything)\b",
    r"\bkeine (?:weiteren |solchen )?(?:e-?mails?|mails?|nachrichten|sms)\b|\babmelden\b|\babbestell\w*"
    r"|\bvom verteiler\b"
    r"|\baus (?:ihrem|dem) verteiler\b|\bwiderrufe\w* (?:meine|unsere|hiermit|die)\b.{0,30}\beinwilligung\b"
    r"|\bnicht mehr (?:anmailen|mailen|simsen)\b|\blöschen sie (?:meine|unsere|diese) (?:e-?mail|adresse|nummer)\w*",
    r"\bdésabonn\w*|\bdésinscri\w*|\bplus (?:recevoir|de (?:vos )?(?:e-?mails|courriels|sms|messages))\b"
    r"|\bse désinscrire\b"
    r"|\bretir(?:ez|er) (?:moi|mon|notre|nous|cette)\b.{0,30}\b(?:liste|adresse|numéro)\b"
    r"|\b(?:supprimez|retirez)[- ](?:moi|nous|mon|notre)\b|\bretire mon consentement\b|\bne m'envoyez plus\b"
    r"|\bstop (?:aux )?sms\b",
    r"\bdar(?:me|nos|se)? de baja\b|\bden(?:me|nos)? de baja\b|\bdé(?:me|nme|nnos) de baja\b"
    r"|\bcancelar (?:la |mi )?suscripción\b"
    r"|\bno (?:me|nos) (?:envíen|manden) más\b"
    r"|\bno (?:quiero|deseo|queremos) (?:recibir )?más (?:correos|mensajes|sms)\b"
    r"|\bquít(?:en|e)(?:me|nos)\b|\belimin(?:en|e) (?:mi|nuestr[oa]) (?:correo|dirección|número)\b"
    r"|\bretiro mi consentimiento\b"
    r"|\bdejar de recibir\b",
)

# Taken out of a sentence before its words are weighed: they sound like a stop and are none.
INNOCENT: tuple[str, ...] = (
    r"\bstop(?:s|ped|ping)? (?:by|in|over|off)\b",
    r"\bpower of attorney\b|\battorney at law\b(?=\s*$)",
    r"\b(?:sales|office|accounts|business|school|city|payroll|in) administration (?:team|department|building"
    r"|office|fee)\b",
    r"\bstroke of luck\b|\bone stroke\b|\bdead(?:line|lock)\w*",
    r"\bwithout ceas\w*|\bunceasing\w*",
    r"\bdisabled (?:the|our|your|this|that) (?:account|login|user|link|feature|access)\b",
    r"\bverwechslung der rechnungsnummern?\b",
    r"\bunser\w* kanzlei (?:hat|bezahlt|überweist|zahlt)\b",
    r"\bdatenschutz(?:hinweis\w*|erklärung\w*|grundverordnung)\b",
    r"\bwrong (?:number|address) on the invoice\b|\bwrong (?:purchase order|invoice|po) number\b",
    r"\bfalsche (?:nummer|adresse) auf (?:der|ihrer) rechnung\b|\bmauvaise adresse sur la facture\b"
    r"|\bdirección equivocada en la factura\b",
    r"\bhospital (?:supplies|invoice|account)\b|\bgeneral hospital\b|\bhospital (?:general|universitario)\b"
    r"|\bstädtisches krankenhaus\b",
)
