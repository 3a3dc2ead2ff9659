namespace Vidimus.Proofs;

/// <summary>One way in which a value does not fit its schema, told to the person who wrote the value.</summary>
/// <param name="Path">
/// Where: member names and list positions (from 0) joined by dots, such as <c>subject.hours</c> or <c>items.3.name</c>; empty for
/// the whole value. For reading, not for parsing: a name may itself hold a dot, and a long one is cut.
/// </param>
/// <param name="Message">What is wrong, to be read after the path: <c>must be a whole number</c>, <c>is required</c>.</param>
public sealed record SchemaViolation(string Path, string Message);
