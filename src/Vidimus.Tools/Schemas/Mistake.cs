namespace Vidimus.Tools.Schemas;

/// <summary>One thing that is wrong with arguments.</summary>
/// <param name="Path">Where, such as <c>recipient.email</c>; empty for the arguments as a whole.</param>
/// <param name="Message">What is wrong and how to mend it, to be read after the path. It repeats no value.</param>
public sealed record Mistake(string Path, string Message);
