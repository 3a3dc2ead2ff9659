using System.Text.Json;
using System.Text.RegularExpressions;
using Vidimus.Access;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>The rules that every trigger must satisfy before it is stored.</summary>
internal static partial class TriggerRules
{
    public const int MostTriggers = 20;
    public const int LongestDelay = 30 * 86_400;
    private const int MostMappings = 64;
    private const int MostComparisons = 32;

    public const string Header = "header";
    public const string Hmac = "hmac";
    public static readonly string[] Actions = ["issue", "draft", "verify"];
    private static readonly string[] Types = [Header, Hmac];
    private static readonly string[] Encodings = ["hex", "base64"];
    private static readonly string[] Algorithms = ["sha256"];

    /// <summary>Fields of a credential that can be mapped, beside <c>subject.</c> and <c>custom.</c> members.</summary>
    private static readonly string[] Mapped =
    [
        "recipient.name",
        "recipient.email",
        "recipient.externalId",
        "recipient.did",
        "name",
        "description",
        "validFrom",
        "validUntil",
    ];

    /// <summary>The one field that a verifying trigger maps.</summary>
    public const string Verified = "credential";

    /// <summary>What the key of a trigger has to be allowed.</summary>
    public static string ScopeOf(string action) =>
        action == "verify" ? Scopes.CredentialsVerify : Scopes.CredentialsIssue;

    public static Fields Expression(this Fields fields, string field, string? text) =>
        text is null || EventExpression.TryParse(text, out _, out var reason)
            ? fields
            : fields.Wrong(field, reason);

    public static Fields Mapping(
        this Fields fields,
        string action,
        IReadOnlyDictionary<string, string?>? mapping
    )
    {
        var needed = action == "verify" ? Verified : "recipient.name";
        if (mapping is null || mapping.GetValueOrDefault(needed) is null)
            return fields.Wrong($"mapping.{needed}", "is required");
        if (mapping.Count > MostMappings)
            return fields.Wrong("mapping", $"must have at most {MostMappings} fields");
        foreach (var (field, expression) in mapping)
        {
            var known =
                action == "verify"
                    ? field == Verified
                    : Mapped.Contains(field) || OwnMember().IsMatch(field);
            var shown = $"mapping.{(field.Length > 80 ? field[..80] : field)}";
            if (!known)
                fields.Wrong(
                    shown,
                    action == "verify"
                        ? "is not a field of a verification; map credential"
                        : $"is not a field of a credential; map {string.Join(", ", Mapped)}, subject.… or custom.…"
                );
            else if (expression is null)
                fields.Wrong(shown, "must be an expression");
            else
                fields.Expression(shown, expression);
        }
        return fields;
    }

    public static Fields Condition(this Fields fields, TriggerCondition? condition)
    {
        if (condition is null)
            return fields;
        fields.Check(
            (condition.All?.Count ?? 0) + (condition.Any?.Count ?? 0)
                is >= 1
                    and <= MostComparisons,
            "condition",
            $"must have 1 to {MostComparisons} comparisons in all or any"
        );
        Comparisons(fields, "condition.all", condition.All);
        Comparisons(fields, "condition.any", condition.Any);
        return fields;
    }

    private static void Comparisons(
        Fields fields,
        string at,
        IReadOnlyList<TriggerComparison?>? comparisons
    )
    {
        for (var i = 0; i < Math.Min(comparisons?.Count ?? 0, MostComparisons); i++)
        {
            var (field, comparison) = ($"{at}.{i}", comparisons![i] ?? new());
            if (comparison.Value is null)
                fields.Wrong($"{field}.value", "is required");
            fields
                .Expression($"{field}.value", comparison.Value)
                .OneOf(
                    $"{field}.operator",
                    comparison.Operator,
                    ConditionCheck.Operators,
                    required: true
                );
            if (ConditionCheck.WrongTo(comparison) is { } wrong)
                fields.Wrong($"{field}.to", wrong);
        }
    }

    public static Fields Auth(this Fields fields, TriggerAuth? auth)
    {
        fields.OneOf("auth.type", auth?.Type, Types, required: true);
        HeaderName(fields, "auth.header", auth?.Header);
        if (auth?.Type != Hmac)
            return fields.Check(
                auth
                    is null
                        or {
                            Algorithm: null,
                            Encoding: null,
                            Prefix: null,
                            TimestampHeader: null,
                            Payload: null,
                            ToleranceSeconds: null,
                        },
                "auth",
                "takes nothing but type and header where the secret itself is sent"
            );
        HeaderName(fields, "auth.timestampHeader", auth.TimestampHeader);
        fields
            .OneOf("auth.algorithm", auth.Algorithm, Algorithms)
            .OneOf("auth.encoding", auth.Encoding, Encodings)
            .Text("auth.prefix", auth.Prefix, 40)
            .Number("auth.toleranceSeconds", auth.ToleranceSeconds, 1, 3600);
        var payload = SignedPayload.Read(auth.Payload ?? SignedPayload.BodyAlone);
        return fields
            .Check(
                payload is not null,
                "auth.payload",
                "must hold {body} once, {timestamp} once at most, and else at most 40 printable ASCII characters"
            )
            .Check(
                payload is null || payload.HasTimestamp == (auth.TimestampHeader is not null),
                "auth.payload",
                "must hold {timestamp} exactly where auth.timestampHeader is given: a time that is not signed proves nothing"
            )
            .Check(
                auth.ToleranceSeconds is null || auth.TimestampHeader is not null,
                "auth.toleranceSeconds",
                "goes with auth.timestampHeader"
            );
    }

    /// <summary>The same with everything said that was left out.</summary>
    public static TriggerAuth Complete(TriggerAuth auth) =>
        auth.Type == Header
            ? auth with
            {
                Header = auth.Header ?? "X-Vidimus-Key",
            }
            : auth with
            {
                Header = auth.Header ?? "X-Signature",
                Algorithm = "sha256",
                Encoding = auth.Encoding ?? "hex",
                Payload = auth.Payload ?? SignedPayload.BodyAlone,
                ToleranceSeconds = auth.TimestampHeader is null
                    ? null
                    : auth.ToleranceSeconds ?? 300,
            };

    /// <summary>A secret of the sender's own making, as Zoom has it; only where it signs.</summary>
    public static Fields OwnSecret(this Fields fields, string? type, string? secret)
    {
        if (secret is null)
            return fields;
        return fields
            .Check(
                type == Hmac,
                "secret",
                "is made by this server where it is sent itself; leave it out"
            )
            .Check(
                secret.Length is >= 16 and <= 256 && secret.All(c => c is > ' ' and <= '~'),
                "secret",
                "must have 16 to 256 printable ASCII characters without spaces"
            );
    }

    // RFC 9110, section 5.6.2: a token. Authorization is our own, and a browser's cookies are nobody's signature.
    private static void HeaderName(Fields fields, string field, string? name) =>
        fields.Check(
            name is null
                || (
                    HeaderToken().IsMatch(name)
                    && !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                    && !name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
                ),
            field,
            "must be the name of a header, at most 64 characters, other than Authorization and Cookie"
        );

    [GeneratedRegex(
        @"^(subject|custom)\.[A-Za-z][A-Za-z0-9_-]{0,63}\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex OwnMember();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex HeaderToken();
}
