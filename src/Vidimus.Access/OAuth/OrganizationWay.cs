namespace Vidimus.Access.OAuth;

/// <summary>An organization to choose on the way to consent.</summary>
/// <param name="Organization">Its name.</param>
/// <param name="Role">What the member is in it.</param>
/// <param name="Path">Where choosing it leads.</param>
public sealed record OrganizationWay(string Organization, string Role, string Path);
