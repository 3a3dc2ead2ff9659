namespace Vidimus.Portal.Overview;

/// <summary>Something that needs somebody's attention.</summary>
/// <param name="State">What is the matter, as a state.</param>
/// <param name="Text">What it is about.</param>
/// <param name="Path">Where something can be done.</param>
public sealed record Notice(string State, string Text, string Path);
