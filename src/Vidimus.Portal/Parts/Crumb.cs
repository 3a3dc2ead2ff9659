namespace Vidimus.Portal.Parts;

/// <summary>A page that another one belongs to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its path.</param>
public sealed record Crumb(string Name, string Path);
