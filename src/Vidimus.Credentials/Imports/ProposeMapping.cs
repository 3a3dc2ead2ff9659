using System.Globalization;
using System.Text;
using Vidimus.Credentials.Groups;

namespace Vidimus.Credentials.Imports;

/// <summary>Guesses from the words of a header, in English and German, what its columns are.</summary>
internal static class ProposeMapping
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["name"] = "recipient.name",
        ["fullname"] = "recipient.name",
        ["recipient"] = "recipient.name",
        ["recipientname"] = "recipient.name",
        ["holder"] = "recipient.name",
        ["learner"] = "recipient.name",
        ["learnername"] = "recipient.name",
        ["student"] = "recipient.name",
        ["studentname"] = "recipient.name",
        ["participant"] = "recipient.name",
        ["participantname"] = "recipient.name",
        ["teilnehmer"] = "recipient.name",
        ["teilnehmerin"] = "recipient.name",
        ["teilnehmerinnen"] = "recipient.name",
        ["teilnehmername"] = "recipient.name",
        ["namedesteilnehmers"] = "recipient.name",
        ["empfaenger"] = "recipient.name",
        ["empfaengerin"] = "recipient.name",
        ["vollstaendigername"] = "recipient.name",
        ["vorundnachname"] = "recipient.name",
        ["inhaber"] = "recipient.name",
        ["email"] = "recipient.email",
        ["mail"] = "recipient.email",
        ["emailaddress"] = "recipient.email",
        ["mailaddress"] = "recipient.email",
        ["recipientemail"] = "recipient.email",
        ["emailadresse"] = "recipient.email",
        ["mailadresse"] = "recipient.email",
        ["id"] = "recipient.externalId",
        ["externalid"] = "recipient.externalId",
        ["recipientexternalid"] = "recipient.externalId",
        ["studentid"] = "recipient.externalId",
        ["employeeid"] = "recipient.externalId",
        ["personid"] = "recipient.externalId",
        ["memberid"] = "recipient.externalId",
        ["matriculationnumber"] = "recipient.externalId",
        ["matrikelnummer"] = "recipient.externalId",
        ["matrikelnr"] = "recipient.externalId",
        ["personalnummer"] = "recipient.externalId",
        ["personalnr"] = "recipient.externalId",
        ["teilnehmernummer"] = "recipient.externalId",
        ["kundennummer"] = "recipient.externalId",
        ["mitgliedsnummer"] = "recipient.externalId",
        ["did"] = "recipient.did",
        ["description"] = "description",
        ["beschreibung"] = "description",
        ["title"] = "name",
        ["titel"] = "name",
        ["credentialname"] = "name",
        ["validfrom"] = "validFrom",
        ["gueltigab"] = "validFrom",
        ["gueltigvon"] = "validFrom",
        ["validuntil"] = "validUntil",
        ["validto"] = "validUntil",
        ["expires"] = "validUntil",
        ["expiry"] = "validUntil",
        ["expirydate"] = "validUntil",
        ["expirationdate"] = "validUntil",
        ["gueltigbis"] = "validUntil",
        ["ablaufdatum"] = "validUntil",
        ["laeuftabam"] = "validUntil",
        ["awarded"] = "awardedDate",
        ["awardeddate"] = "awardedDate",
        ["awardedon"] = "awardedDate",
        ["dateofaward"] = "awardedDate",
        ["verliehenam"] = "awardedDate",
        ["ausgestelltam"] = "awardedDate",
        ["activitystartdate"] = "activityStartDate",
        ["startdate"] = "activityStartDate",
        ["beginn"] = "activityStartDate",
        ["kursbeginn"] = "activityStartDate",
        ["activityenddate"] = "activityEndDate",
        ["enddate"] = "activityEndDate",
        ["ende"] = "activityEndDate",
        ["kursende"] = "activityEndDate",
        ["credits"] = "creditsEarned",
        ["creditsearned"] = "creditsEarned",
        ["ects"] = "creditsEarned",
        ["licensenumber"] = "licenseNumber",
        ["licencenumber"] = "licenseNumber",
        ["lizenznummer"] = "licenseNumber",
        ["role"] = "role",
        ["rolle"] = "role",
        ["funktion"] = "role",
        ["term"] = "term",
        ["semester"] = "term",
        ["evidence"] = "evidence",
        ["nachweis"] = "evidence",
    };

    private static readonly HashSet<string> FirstNames =
    [
        "firstname",
        "givenname",
        "forename",
        "vorname",
        "vornamen",
        "rufname",
    ];

    private static readonly HashSet<string> LastNames =
    [
        "lastname",
        "surname",
        "familyname",
        "nachname",
        "familienname",
        "zuname",
    ];

    /// <summary>The proposal for a header and its first rows; each column and each field once.</summary>
    public static ImportMapping Of(
        GroupRow group,
        IReadOnlyList<string> columns,
        IReadOnlyList<StoredRow> first
    )
    {
        var fields = new Dictionary<string, ImportSource?>(StringComparer.Ordinal);
        var plain = columns.Select(Plain).ToArray();
        var used = new HashSet<int>();
        // What the group asks for comes first: its own words are surer than ours.
        foreach (var field in MappingFields.Of(group).Where(f => f.Name.Contains('.')))
        {
            if (field.Name.StartsWith("recipient.", StringComparison.Ordinal))
                continue;
            Take(
                field.Name,
                Array.FindIndex(
                    plain,
                    p =>
                        p.Length > 0
                        && (
                            p == Plain(field.Title)
                            || p == Plain(field.Name)
                            || p == Plain(field.Name[(field.Name.IndexOf('.') + 1)..])
                        )
                )
            );
        }
        Names();
        for (var i = 0; i < plain.Length; i++)
        {
            if (Words.TryGetValue(plain[i], out var field))
                Take(field, i);
        }
        if (!fields.ContainsKey("recipient.email"))
            Take("recipient.email", Addresses(first, columns.Count));
        return new(fields);

        void Names()
        {
            var (given, family) = (
                Array.FindIndex(plain, FirstNames.Contains),
                Array.FindIndex(plain, LastNames.Contains)
            );
            // "Vorname; Name" is a German class list.
            if (given >= 0 && family < 0)
                family = Array.IndexOf(plain, "name");
            if (given < 0 || family < 0)
                return;
            fields["recipient.name"] = new([given, family]);
            used.Add(given);
            used.Add(family);
        }

        void Take(string field, int column)
        {
            if (column >= 0 && !fields.ContainsKey(field) && used.Add(column))
                fields[field] = new([column]);
        }
    }

    /// <summary>The column whose cells all have an @.</summary>
    private static int Addresses(IReadOnlyList<StoredRow> first, int columns) =>
        first.Count == 0
            ? -1
            : Enumerable
                .Range(0, columns)
                .Where(i => first.All(r => i < r.C.Length && r.C[i].Contains('@')))
                .DefaultIfEmpty(-1)
                .First();

    /// <summary>Letters and digits in lower case, umlauts written out.</summary>
    public static string Plain(string header)
    {
        var text = header
            .ToLowerInvariant()
            .Replace("ä", "ae", StringComparison.Ordinal)
            .Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal)
            .Replace("ß", "ss", StringComparison.Ordinal)
            .Normalize(NormalizationForm.FormD);
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (
                char.IsLetterOrDigit(c)
                && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
            )
                plain.Append(c);
        }
        return plain.ToString();
    }
}
