using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>One row of a batch. A class of yours may derive from it, to find your own row again in the outcome.</summary>
public record CredentialRow : BadgeParts
{
    /// <summary>Who it is for.</summary>
    public required NewRecipient Recipient { get; init; }

    /// <summary>What it says about them; must satisfy the group's schema.</summary>
    public JsonObject? Subject { get; init; }

    /// <summary>What to keep with it, unsigned.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>In force from; now when null.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>In force until; the group's default when null.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Its name; the achievement's when null.</summary>
    public string? Name { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }
}

/// <summary>What became of a row.</summary>
[JsonConverter(typeof(WireEnum<RowState>))]
public enum RowState
{
    /// <summary>Issued.</summary>
    Issued,

    /// <summary>Kept as a draft.</summary>
    Draft,

    /// <summary>Refused; nothing was made.</summary>
    Failed,
}

/// <summary>What became of a batch.</summary>
public sealed record Batch : IChecked
{
    /// <summary><c>bat_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its number within the organization.</summary>
    public required int Number { get; init; }

    /// <summary><c>grp_…</c></summary>
    public required string GroupId { get; init; }

    /// <summary>Rows sent.</summary>
    public required int Total { get; init; }

    /// <summary>Rows issued or drafted.</summary>
    public required int Accepted { get; init; }

    /// <summary>Rows refused.</summary>
    public required int Failed { get; init; }

    /// <summary>Each row's outcome, in the order sent.</summary>
    public required IReadOnlyList<BatchRow> Rows { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "bat_", "id");
        check.Id(GroupId, "grp_", "groupId");
        check.NotNegative(Number, "number");
        check.Each(Rows, "rows");
        check.That(Total == Rows.Count, "total");
        check.That(Failed == Rows.Count(r => r.State is RowState.Failed), "failed");
        check.That(Accepted == Total - Failed, "accepted");
        for (var i = 0; i < Rows.Count; i++)
            check.That(Rows[i].Row == i, $"rows[{i}].row");
    }
}

/// <summary>What became of one row of a batch.</summary>
public sealed record BatchRow : IChecked
{
    /// <summary>The row's index in the batch, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>What became of it.</summary>
    public required RowState State { get; init; }

    /// <summary>What was made; null when refused.</summary>
    public RowCredential? Credential { get; init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public RowError? Error { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That((State is RowState.Failed) == (Error is not null), "error");
        check.That((State is RowState.Failed) == (Credential is null), "credential");
        check.Inside(Credential, "credential");
    }
}

/// <summary>What a row was made into.</summary>
public sealed record RowCredential : IChecked
{
    /// <summary><c>cred_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The same id as a UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary>Where anyone can verify it; null for a draft.</summary>
    public string? VerifyUrl { get; init; }

    /// <summary>The issuer's own id for the person.</summary>
    public string? ExternalId { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "cred_", "id");
        check.Uuid(Uuid, "uuid");
        check.Link(VerifyUrl, "verifyUrl");
    }
}

/// <summary>Why a row was refused.</summary>
public sealed record RowError
{
    /// <summary>The problem's code.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>The member at fault, as a path within the row.</summary>
    public string? Field { get; init; }
}

internal sealed record BatchBody(string GroupId, IReadOnlyList<CredentialRow> Rows, bool? Draft);
