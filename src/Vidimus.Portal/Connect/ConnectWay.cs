namespace Vidimus.Portal.Connect;

/// <summary>A client, and the ways in which it can be connected.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Ways">What is done for a choice, the most usual way first.</param>
public sealed record ClientGuide(
    string Id,
    string Name,
    Func<ConnectChoice, IReadOnlyList<ConnectWay>> Ways
)
{
    /// <summary>The clients, in the order in which they are shown.</summary>
    public static IReadOnlyList<ClientGuide> All { get; } =
    [
        ClaudeDesktopGuide.Guide,
        ClaudeCodeGuide.Guide,
        CursorGuide.Guide,
        VsCodeGuide.Guide,
        CodexGuide.Guide,
    ];
}

/// <summary>One way to connect.</summary>
/// <param name="Id">Its name in the page.</param>
/// <param name="Title">Heading.</param>
/// <param name="About">When it is the right one.</param>
/// <param name="Steps">What to do, in order; what stands between backticks is shown as it is typed.</param>
/// <param name="Texts">What is copied.</param>
/// <param name="Note">What else is good to know.</param>
public sealed record ConnectWay(
    string Id,
    string Title,
    string About,
    IReadOnlyList<string> Steps,
    IReadOnlyList<ConnectText> Texts,
    string? Note = null
)
{
    internal const string SignIn = "sign-in";
    internal const string Key = "key";
    internal const string Own = "own";
}

/// <summary>A text that is copied.</summary>
/// <param name="Id">Its name within the way.</param>
/// <param name="Label">Where it goes.</param>
/// <param name="Text">The text.</param>
public sealed record ConnectText(string Id, string Label, string Text);
