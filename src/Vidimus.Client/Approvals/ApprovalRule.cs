using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Whose calls a rule is about.</summary>
[JsonConverter(typeof(WireEnum<ApprovalCallers>))]
public enum ApprovalCallers
{
    /// <summary>All assistants.</summary>
    All,

    /// <summary>Assistants that members connected.</summary>
    Clients,

    /// <summary>Assistants that work with a key.</summary>
    Keys,
}

/// <summary>A rule: which calls of assistants a person has to approve first. Of several limits any is enough.</summary>
public sealed record ApprovalRule : IChecked
{
    /// <summary><c>aru_…</c></summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The mode whose calls it is about.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The tool it is about; <c>*</c> for every call that changes something.</summary>
    public required string Tool { get; init; }

    /// <summary>The scope that the call needs; null for any.</summary>
    public string? Scope { get; init; }

    /// <summary>Only calls that cost more cents; null where the amount does not matter.</summary>
    public long? AmountOverCents { get; init; }

    /// <summary>Only calls about more things, or beyond so many within the period; null where the number does not matter.</summary>
    public int? CountOver { get; init; }

    /// <summary>Seconds over which things are counted for each caller; null for each call alone.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Whose calls.</summary>
    public required ApprovalCallers Callers { get; init; }

    /// <summary>Seconds in which an approval can be given and used.</summary>
    public required int ExpirySeconds { get; init; }

    /// <summary>Whether nobody approves what their own assistant asks for.</summary>
    public required bool FourEyes { get; init; }

    /// <summary>Whether owners and administrators are told by mail.</summary>
    public required bool Notify { get; init; }

    /// <summary>Grows with every edit.</summary>
    public required int Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "aru_", "id");
        check.Filled(Tool, "tool");
        check.That(Version > 0, "version");
        check.That(ExpirySeconds > 0, "expirySeconds");
    }
}

/// <summary>A rule to be made; null leaves the choice to the server.</summary>
public sealed record NewApprovalRule
{
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The tool it is about; every call that changes something when null.</summary>
    public string? Tool { get; init; }

    /// <summary>The scope that the call needs; any when null.</summary>
    public string? Scope { get; init; }

    /// <summary>Only calls that cost more cents.</summary>
    public long? AmountOverCents { get; init; }

    /// <summary>Only calls about more things, or beyond so many within the period.</summary>
    public int? CountOver { get; init; }

    /// <summary>Seconds over which things are counted, 60 to 2,592,000.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Whose calls; everybody's when null.</summary>
    public ApprovalCallers? Callers { get; init; }

    /// <summary>Seconds in which an approval can be given and used, 60 to 604,800; an hour when null.</summary>
    public int? ExpirySeconds { get; init; }

    /// <summary>True so that nobody approves what their own assistant asks for.</summary>
    public bool? FourEyes { get; init; }

    /// <summary>True to tell owners and administrators by mail.</summary>
    public bool? Notify { get; init; }

    /// <summary>False to make it without effect.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What to change about a rule; null leaves a member as it is.</summary>
public sealed record ApprovalRuleChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>Another tool, or <c>*</c>.</summary>
    public string? Tool { get; init; }

    /// <summary>Another scope.</summary>
    public string? Scope { get; init; }

    /// <summary>Another amount, in cents.</summary>
    public long? AmountOverCents { get; init; }

    /// <summary>Another number.</summary>
    public int? CountOver { get; init; }

    /// <summary>Another period, in seconds.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Whose calls from now on.</summary>
    public ApprovalCallers? Callers { get; init; }

    /// <summary>Another time in which an approval can be given and used, in seconds.</summary>
    public int? ExpirySeconds { get; init; }

    /// <summary>Whether nobody approves what their own assistant asks for.</summary>
    public bool? FourEyes { get; init; }

    /// <summary>Whether owners and administrators are told by mail.</summary>
    public bool? Notify { get; init; }

    /// <summary>Whether it holds.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What is taken away: any of <c>scope</c>, <c>amountOverCents</c>, <c>countOver</c>, <c>periodSeconds</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Clear { get; init; } = [];

    /// <summary>The change as it is sent: what is taken away is null, what stays as it is left out.</summary>
    internal byte[] Body()
    {
        var body = JsonSerializer
            .SerializeToNode(this, VidimusJson.Default.ApprovalRuleChange)!
            .AsObject();
        foreach (var member in Clear)
            body[member] = member is "scope" or "amountOverCents" or "countOver" or "periodSeconds"
                ? null
                : throw new ArgumentException($"'{member}' cannot be taken away from a rule.");
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
