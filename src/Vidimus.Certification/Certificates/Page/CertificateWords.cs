using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Pages;

namespace Vidimus.Certification.Certificates;

/// <summary>The words of a certificate's page, in the language that the browser asks for as far as there are words in it.</summary>
internal sealed class CertificateWords
{
    private static readonly string[] EnglishMonths =
    [
        .. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12),
    ];

    private static readonly string[] GermanMonths =
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];

    private readonly bool _german;

    private CertificateWords(bool german) => _german = german;

    public string Language => _german ? "de" : "en";

    public string Brand => Of("Certificate check", "Prüfung einer Beglaubigung");
    public string Certificate => Of("Certified translation", "Beglaubigte Übersetzung");
    public string Footer =>
        Of(
            "Checked by Vidimus, open-source software for documents that anyone can verify.",
            "Geprüft mit Vidimus, quelloffener Software für Dokumente, die jeder prüfen kann."
        );
    public string Another => Of("Check something else", "Etwas anderes prüfen");
    public string TestBanner => Of("TEST — certifies nothing", "TEST — beglaubigt nichts");
    public string Valid => Of("Valid", "Gültig");
    public string ValidText =>
        Of(
            "This certificate was issued here and is in force.",
            "Diese Beglaubigung wurde hier ausgestellt und ist in Kraft."
        );
    public string Test => Of("A test certificate", "Eine Beglaubigung zum Ausprobieren");
    public string TestText =>
        Of(
            "It is genuine, but comes from the sandbox: nobody translated anything, and it certifies nothing.",
            "Sie ist echt, stammt aber aus der Testumgebung: Niemand hat etwas übersetzt, und sie beglaubigt nichts."
        );
    public string Revoked => Of("Revoked", "Widerrufen");
    public string Unknown => Of("No such certificate", "Keine solche Beglaubigung");
    public string UnknownText =>
        Of(
            "This server has issued no certificate with this number.",
            "Dieser Server hat keine Beglaubigung mit dieser Nummer ausgestellt."
        );
    public string Next => Of("What you can do", "Was Sie tun können");
    public string NextCopy =>
        Of(
            "Open the whole link, or scan the code again: a part may have been lost.",
            "Den ganzen Link öffnen oder den Code noch einmal scannen: Vielleicht ging ein Stück verloren."
        );
    public string NextDistrust =>
        Of(
            "Do not rely on a paper or file whose code leads here.",
            "Auf ein Papier oder eine Datei, deren Code hierher führt, ist kein Verlass."
        );
    public string Removed =>
        Of(
            "The certified PDF is no longer kept here. A copy of it can still be checked below.",
            "Die beglaubigte PDF-Datei wird hier nicht mehr aufbewahrt. Eine Kopie lässt sich unten noch immer prüfen."
        );
    public string By => Of("Certified by", "Beglaubigt von");
    public string Agency => Of("For", "Für");
    public string On => Of("On", "Am");
    public string From => Of("Languages", "Sprachen");
    public string Number => Of("Certificate", "Beglaubigung");
    public string Order => Of("Order", "Auftrag");
    public string Document =>
        Of("SHA-256 of the certified PDF", "SHA-256 der beglaubigten PDF-Datei");
    public string Sources => Of("SHA-256 of the source", "SHA-256 der Vorlage");
    public string Guarantee => Of("Guarantee", "Zusicherung");
    public string RevokedOn => Of("Revoked on", "Widerrufen am");
    public string Details => Of("Details", "Einzelheiten");
    public string CheckTitle =>
        Of("Is your file the certified one?", "Ist Ihre Datei die beglaubigte?");
    public string CheckText =>
        Of(
            "Choose the PDF, or drop it here. Your browser computes its digest; the file itself does not leave your device.",
            "Wählen Sie die PDF-Datei oder ziehen Sie sie hierher. Ihr Browser berechnet ihre Prüfsumme; die Datei selbst verlässt Ihr Gerät nicht."
        );
    public string CheckFile => Of("PDF file", "PDF-Datei");
    public string CheckDigest => Of("Or its SHA-256", "Oder ihre SHA-256-Prüfsumme");
    public string CheckHint =>
        Of(
            "As sha256sum, shasum -a 256 or certutil print it.",
            "Wie sha256sum, shasum -a 256 oder certutil sie ausgeben."
        );
    public string CheckButton => Of("Compare", "Vergleichen");
    public string Same =>
        Of("This is the certified file, unchanged.", "Das ist die beglaubigte Datei, unverändert.");
    public string SameRevoked =>
        Of(
            "This is the file that was certified, but its certificate was revoked.",
            "Das ist die Datei, die beglaubigt wurde; die Beglaubigung wurde aber widerrufen."
        );
    public string Different =>
        Of(
            "This is not the certified file: it is another one, or it was changed.",
            "Das ist nicht die beglaubigte Datei: Es ist eine andere, oder sie wurde verändert."
        );
    public string Reading => Of("Reading the file…", "Die Datei wird gelesen …");
    public string Offline => Of("Check without this page", "Ohne diese Seite prüfen");
    public string Receipt => Of("Receipt (JWS)", "Quittung (JWS)");
    public string OfflineText =>
        Of(
            "The receipt is signed with a key of this server's published set. Whoever has it can check it with any JOSE library; whether it was revoked is told here alone.",
            "Die Quittung ist mit einem der veröffentlichten Schlüssel dieses Servers unterschrieben. Wer sie hat, kann sie mit jeder JOSE-Bibliothek prüfen; ob widerrufen wurde, steht nur hier."
        );
    public string Credential => Of("Credential about the document", "Nachweis über das Dokument");
    public string Keys => Of("Public keys", "Öffentliche Schlüssel");

    public string RevokedText(DateTimeOffset at) =>
        _german
            ? $"Diese Beglaubigung gilt seit {Day(at)} nicht mehr. Fragen Sie die Stelle, die sie ausgestellt hat."
            : $"This certificate is no longer in force since {Day(at)}. Ask the agency that issued it.";

    public string Pair(string? from, string? to) => $"{Named(from)} → {Named(to)}";

    private string Named(string? code) =>
        code switch
        {
            null => "",
            "other" => _german ? "die Sprache der Vorlage" : Cover.Language(code),
            _ when _german => LanguageNames.InGerman(code) ?? code,
            _ => Cover.Language(code),
        };

    public string Day(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return _german
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{utc.Day}. {GermanMonths[utc.Month - 1]} {utc.Year}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{utc.Day} {EnglishMonths[utc.Month - 1]} {utc.Year}"
            );
    }

    /// <summary>The first of the languages asked for that is spoken here (RFC 9110, section 12.5.4).</summary>
    public static CertificateWords Choose(HttpContext http)
    {
        var asked = http
            .Request.GetTypedHeaders()
            .AcceptLanguage.Take(20)
            .Where(l => l.Quality is not 0)
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(l => l is "de" or "en" or "*");
        return new(asked == "de");
    }

    private string Of(string english, string german) => _german ? german : english;
}
