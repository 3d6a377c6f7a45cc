"""What stands around a reply: greetings, signatures, legal lines, and our own mail below or above it. Data only.

Our mails speak of lawyers, disputes and insolvency, as real notices do: that must not be read as the writer's words.
"""

from __future__ import annotations

GREETINGS = {
    "en": ("Hi,", "Dear Sir or Madam,", "Hello Ms Reed", "Good morning,", "Dear all,"),
    "de": ("Guten Tag,", "Sehr geehrte Damen und Herren,", "Hallo Frau Lehmann,", "Moin,"),
    "fr": ("Bonjour,", "Madame, Monsieur,", "Bonjour Madame Petit,"),
    "es": ("Buenos días,", "Estimados señores:", "Hola,"),
}
SIGN_OFFS = {
    "en": ("Best regards", "Kind regards,\nAnn Cole", "Thanks\nAnn", "Cheers, A.", "Sent from my iPhone"),
    "de": ("Mit freundlichen Grüßen", "MfG\nA. Kohl", "Viele Grüße\nAnna Kohl", "Von meinem iPhone gesendet"),
    "fr": ("Cordialement", "Bien à vous,\nAnne Colle", "Envoyé de mon iPhone"),
    "es": ("Saludos", "Un cordial saludo,\nAna Colmena", "Enviado desde mi iPhone"),
}
SIGNATURES = {
    "en": (
        "Ann Cole\nAccounts Payable\nHarrow & Pike Ltd\nT +44 20 7946 0991 | www.harrow-pike.example",
        "--\nAnn Cole | Finance | Harrow & Pike Ltd\nRegistered in England No. 01234567. VAT No. GB 123 4567 89",
        "Ann Cole, ACMA\nFinancial Controller\nPlease consider the environment before printing this e-mail",
    ),
    "de": (
        "Anna Kohl\nKreditorenbuchhaltung\nKohl & Söhne GmbH\nTel. 040 123456",
        "--\nKohl & Söhne GmbH | Sitz der Gesellschaft: Hamburg\n"
        "Geschäftsführer: Karl Kohl | Registergericht: Amtsgericht Hamburg HRB 12345 | USt-IdNr. DE123456789",
        "Anna Kohl\nGeschäftsführung: K. Kohl, Amtsgericht Hamburg, HRB 12345",
    ),
    "fr": (
        "Anne Colle\nComptabilité fournisseurs\nTél. 01 23 45 67 89",
        "--\nColle SARL au capital de 10 000 € - RCS Paris 123 456 789 - TVA FR12345678901",
    ),
    "es": (
        "Ana Colmena\nDepartamento de administración\nTel. 91 123 45 67",
        "--\nColmena S.L. Inscrita en el Registro Mercantil de Madrid. CIF B12345678",
    ),
}
SMALL_PRINT = {
    "en": (
        "This e-mail is confidential and may be privileged. If you are not the intended recipient, please notify the "
        "sender and delete it. Unauthorised use is prohibited.",
        "CONFIDENTIALITY NOTICE: intended only for the named addressee; attorney-client privilege may apply.",
        "Harrow & Pike is authorised and regulated by the Financial Conduct Authority.",
    ),
    "de": (
        "Diese E-Mail enthält vertrauliche und rechtlich geschützte Informationen. Wenn Sie nicht der richtige "
        "Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese Mail.",
        "Datenschutzhinweise finden Sie unter www.kohl.example/datenschutz",
    ),
    "fr": (
        "Ce message est confidentiel. Si vous n'êtes pas le destinataire, merci de le détruire.",
        "Pensez à l'environnement avant d'imprimer ce message.",
    ),
    "es": (
        "Este mensaje es confidencial y se dirige exclusivamente a su destinatario. Si lo ha recibido por error, "
        "elimínelo.",
        "Antes de imprimir este correo piense en el medio ambiente.",
    ),
}
QUOTED = {
    "en": (
        "On Tue, 3 Nov 2026 at 09:14, Receivables <ar@vendor.example> wrote:\n"
        "> Invoice INV-10001 over EUR 1,250.40 is overdue.\n> If you dispute it or have already paid, tell us.\n"
        "> If you are insolvent or have a lawyer, tell us. To opt out, reply STOP.",
        "-----Original Message-----\nFrom: Receivables <ar@vendor.example>\nSent: Tuesday, November 3, 2026\n"
        "To: Ann Cole\nSubject: Final notice\n\nUnless you pay, we hand this to our lawyers. You will be sued.",
        "________________________________\nFrom: Receivables <ar@vendor.example>\n"
        "Sent: Tuesday, 3 November 2026 09:14\nTo: Ann Cole <ann@payer.example>\n"
        "Subject: Reminder\n\nPlease pay to IBAN DE89 3704 0044 0532 0130 00.",
    ),
    "de": (
        "Am 03.11.2026 um 09:14 schrieb Forderungsmanagement <ar@vendor.example>:\n"
        "> Falls Sie bereits bezahlt haben, ist dieses Schreiben gegenstandslos.\n"
        "> Andernfalls übergeben wir an unseren Anwalt. Bei Insolvenz nennen Sie uns den Verwalter.",
        "-----Ursprüngliche Nachricht-----\nVon: Forderungsmanagement <ar@vendor.example>\n"
        "Gesendet: Dienstag, 3. November 2026 09:14\nAn: Anna Kohl\nBetreff: Mahnung\n\nWir behalten uns Klage vor.",
    ),
    "fr": (
        "Le mar. 3 nov. 2026 à 09:14, Comptabilité <ar@vendor.example> a écrit :\n"
        "> Si vous contestez cette facture, dites-le nous. Sinon notre avocat prendra le relais.",
        "-----Message d'origine-----\nDe : Comptabilité <ar@vendor.example>\nEnvoyé : mardi 3 novembre 2026\n"
        "À : Anne Colle\nObjet : Rappel\n\nMise en demeure avant procédure judiciaire.",
    ),
    "es": (
        "El mar, 3 nov 2026 a las 9:14, Cobros <ar@vendor.example> escribió:\n"
        "> Si ya ha pagado, ignore este aviso. Si no, lo pasaremos a nuestros abogados.",
        "-----Mensaje original-----\nDe: Cobros <ar@vendor.example>\nEnviado: martes, 3 de noviembre de 2026\n"
        "Para: Ana Colmena\nAsunto: Aviso\n\nIniciaremos acciones judiciales.",
    ),
}
