using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Credentials.Issuing;

/// <summary>That the organization's gates let credentials through, in this very change. Only <see cref="IssueGate"/> says so; without it nothing is issued.</summary>
internal sealed record Passed
{
    private Passed() { }

    /// <summary>For <see cref="IssueGate"/>.</summary>
    public static Passed Gates { get; } = new();
}

/// <summary>A credential about to be issued.</summary>
internal sealed record AboutToIssue(
    GroupRow Group,
    RecipientRow Recipient,
    string? Email,
    CredentialRow Credential,
    CredentialInput Input
);

/// <summary>What has to be met before a credential is issued, by whatever way it comes.</summary>
internal sealed class IssueGate(PolicyGates gates)
{
    /// <summary>For each null, or why it is not issued.</summary>
    public Task<IReadOnlyList<Problem?>> Check(Unit unit, IEnumerable<AboutToIssue> credentials) =>
        gates.Check(
            unit,
            GateActions.IssueCredential,
            [.. credentials.Select(c => new GateCase(c.Group.Id, Who(c), () => Facts(c)))]
        );

    /// <summary>Of one: that it passes, or why not.</summary>
    public async Task<Result<Passed>> Check(Unit unit, AboutToIssue credential) =>
        (await Check(unit, [credential]))[0] is { } closed ? closed : Passed.Gates;

    /// <summary>Of a credential of the VC API, which is of no group and whose subject nobody knows here.</summary>
    public async Task<Problem?> CheckForeign(Unit unit, DateTimeOffset now) =>
        (
            await gates.Check(
                unit,
                GateActions.IssueCredential,
                [
                    new(
                        null,
                        null,
                        () => new JsonObject { ["lineage"] = "vc-api", ["validFrom"] = Time(now) }
                    ),
                ]
            )
        )[0];

    /// <summary>Where a person may let it through all the same, the approval is asked for.</summary>
    public async Task<Result<T>> OrApproval<T>(Result<T> result, CancellationToken cancellation) =>
        result.Problem is { } refused ? await gates.OrApproval(refused, cancellation) : result;

    private static RecipientName Who(AboutToIssue it) =>
        it.Recipient.ExternalId is { } external ? new(ExternalId: external)
        : (it.Email ?? it.Recipient.Email) is { } email ? new(Email: email)
        : new(Id: it.Recipient.Id);

    private static JsonObject Facts(AboutToIssue it)
    {
        var facts = new JsonObject
        {
            ["group"] = it.Group.Id,
            ["groupNumber"] = it.Group.Number.ToString(CultureInfo.InvariantCulture),
            ["lineage"] =
                it.Credential.Replaces is not null ? "reissued"
                : it.Credential.RenewalOf is not null ? "renewed"
                : "new",
            ["validFrom"] = Time(it.Credential.ValidFrom),
            ["validUntil"] = Time(it.Credential.ValidUntil),
        };
        if (it.Input.Subject is { ValueKind: JsonValueKind.Object } subject)
        {
            foreach (var member in subject.EnumerateObject())
                facts[$"subject.{member.Name}"] = JsonSerializer.SerializeToNode(member.Value);
        }
        return facts;
    }

    private static JsonNode? Time(DateTimeOffset? time) =>
        time is { } given ? CredentialDocument.Seconds(given) : null;
}
