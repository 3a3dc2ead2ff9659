namespace Vidimus.Access.Organizations;

internal sealed class OrganizationRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required string State { get; set; }

    /// <summary>Public address at the first live issue; part of every credential since, so it never changes again.</summary>
    public string? PublicUrl { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required int Version { get; set; }
}

internal static class OrganizationState
{
    public const string Active = "active";
    public const string Disabled = "disabled";
    public static readonly string[] All = [Active, Disabled];
}
