using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>What all changes of keys have in common: nobody reaches above the own scopes or out of test mode.</summary>
internal static class KeyRules
{
    public static readonly string[] Modes = ["live", "test"];
    public static readonly string[] Environments = ["development", "staging", "production", "ci"];
    public static readonly string[] Kinds = ["apiKey", "clientToken"];

    public static Fields Scopes(this Fields fields, string field, IReadOnlyList<string>? scopes)
    {
        if (scopes is null)
            return fields;
        fields.Check(scopes.Count is >= 1 and <= 20, field, "must hold 1 to 20 scopes");
        for (var i = 0; i < scopes.Count; i++)
            fields.OneOf($"{field}.{i}", scopes[i], Access.Scopes.All, required: true);
        return fields.Check(
            scopes.Distinct().Count() == scopes.Count,
            field,
            "must not repeat a scope"
        );
    }

    /// <summary>A number of days in a query, 1 to 3,650; 0 when it is left out or wrong, which is noted.</summary>
    public static int Days(this Fields fields, string field, string? text)
    {
        if (text is null)
            return 0;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= 3650
        )
            return days;
        fields.Wrong(field, "must be a whole number from 1 to 3650");
        return 0;
    }

    public static Fields Expiry(
        this Fields fields,
        string field,
        DateTimeOffset? expires,
        DateTimeOffset now
    ) =>
        fields.Check(
            expires is null || (expires > now && expires < now.AddYears(10)),
            field,
            "must lie in the future, at most ten years ahead"
        );

    /// <summary>Who is shown the text of a key that this caller makes: the member, or whoever made the key that makes it.</summary>
    public static async Task<string?> MakerFor(VidimusDb db, Caller caller) =>
        caller.MemberId
        ?? await db
            .Keys.Where(k => k.Id == caller.KeyId)
            .Select(k => k.MadeBy)
            .SingleOrDefaultAsync();

    /// <summary>The most that a cap can be, in cents: sums of charges stay far below what a long holds.</summary>
    public const long LargestCap = 1_000_000_000_000;

    public static Fields Cap(this Fields fields, string field, long? cents) =>
        fields.Number(field, cents, 0, LargestCap);

    /// <summary>The caller's key of this id, for changing; a test caller does not see live keys.</summary>
    public static async Task<KeyRow?> Find(VidimusDb db, Caller caller, string id) =>
        await db.Keys.SingleOrDefaultAsync(k =>
            k.Id == id && (caller.Mode == "live" || k.Mode == "test")
        );

    /// <summary>The refusal when the key, or what it is to become, has scopes that the caller lacks.</summary>
    public static Problem? Above(Caller caller, IEnumerable<string> scopes)
    {
        var missing = scopes.Where(s => !caller.May(s)).ToArray();
        return missing.Length == 0
            ? null
            : AccessProblems.ScopeInsufficient.With(
                $"This key cannot give or touch scopes it does not have: {string.Join(", ", missing)}.",
                "scopes"
            ) with
            {
                RequiredScopes = missing,
            };
    }
}
