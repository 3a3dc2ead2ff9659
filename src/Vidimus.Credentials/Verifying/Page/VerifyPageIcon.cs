namespace Vidimus.Credentials.Verifying;

/// <summary>
/// A drawing that stands in the page itself, so that it needs no request. Each outcome has its own shape, for those who do
/// not tell colours apart; the words beside it say the same, so readers of the screen skip it.
/// </summary>
internal sealed record VerifyPageIcon
{
    private const string Tick = "<path d=\"m7.8 12.3 2.9 2.9 5.5-6\"/>";
    private const string Cross = "<path d=\"m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4\"/>";
    private const string Question =
        "<path d=\"M9.8 10.2a2.3 2.3 0 1 1 3.3 2.1c-.7.4-1 .9-1 1.7m0 2.7v.1\"/>";

    private VerifyPageIcon(string shapes) =>
        Svg =
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\">"
            + shapes
            + "</svg>";

    public string Svg { get; }

    /// <summary>A seal with a tick.</summary>
    public static VerifyPageIcon Seal { get; } =
        new(
            "<path d=\"M12 3.4A2.9 2.9 0 0 1 17.05 5.04A2.9 2.9 0 0 1 20.18 9.34A2.9 2.9 0 0 1 20.18 14.66A2.9 2.9 0 0 1 17.05 18.96A2.9 2.9 0 0 1 12 20.6A2.9 2.9 0 0 1 6.95 18.96A2.9 2.9 0 0 1 3.82 14.66A2.9 2.9 0 0 1 3.82 9.34A2.9 2.9 0 0 1 6.95 5.04A2.9 2.9 0 0 1 12 3.4z\"/><path d=\"m8.4 12.2 2.5 2.5 4.8-5.2\"/>"
        );

    /// <summary>An octagon with a cross, as of a stop sign.</summary>
    public static VerifyPageIcon Stop { get; } =
        new("<path d=\"M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z\"/>" + Cross);

    /// <summary>A triangle with a question mark.</summary>
    public static VerifyPageIcon Doubt { get; } =
        new(
            "<path d=\"M10.3 3.4 2 18.2A2 2 0 0 0 3.7 21h16.6a2 2 0 0 0 1.7-2.8L13.7 3.4a2 2 0 0 0-3.4 0z\"/><path d=\"M10 10.2a2.1 2.1 0 1 1 3 1.9c-.7.4-1 .9-1 1.6m0 3v.1\"/>"
        );

    /// <summary>A laboratory flask.</summary>
    public static VerifyPageIcon Flask { get; } =
        new(
            "<path d=\"M9 2.5h6m-5 0v6.3L4.4 18.5A2 2 0 0 0 6.1 21.5h11.8a2 2 0 0 0 1.7-3L14 8.8V2.5M7.2 14.5h9.6\"/>"
        );

    /// <summary>A magnifying glass.</summary>
    public static VerifyPageIcon Search { get; } =
        new("<circle cx=\"10.5\" cy=\"10.5\" r=\"7\"/><path d=\"m15.7 15.7 5.3 5.3\"/>");

    /// <summary>An arrow into a tray.</summary>
    public static VerifyPageIcon Download { get; } =
        new(
            "<path d=\"M12 3.5v11.5m-4.5-4.3 4.5 4.5 4.5-4.5M4 17v2a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-2\"/>"
        );

    /// <summary>A sheet of paper with lines.</summary>
    public static VerifyPageIcon Sheet { get; } =
        new("<path d=\"M6 2.5h8l4.5 4.5v14.5H6zM14 2.5V7h4.5M9 12h6m-6 4h6\"/>");

    /// <summary>A camera.</summary>
    public static VerifyPageIcon Camera { get; } =
        new(
            "<path d=\"M3 7.5h4l1.5-2.5h7L17 7.5h4v12H3z\"/><circle cx=\"12\" cy=\"13\" r=\"3.6\"/>"
        );

    /// <summary>The icon of a check's outcome.</summary>
    public static VerifyPageIcon Of(string outcome) =>
        Outcomes.GetValueOrDefault(outcome) ?? Outcomes["unknown"];

    private static readonly Dictionary<string, VerifyPageIcon> Outcomes = new(
        StringComparer.Ordinal
    )
    {
        ["pass"] = new("<circle cx=\"12\" cy=\"12\" r=\"9.5\"/>" + Tick),
        ["fail"] = new("<path d=\"M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z\"/>" + Cross),
        ["unknown"] = new(
            "<circle cx=\"12\" cy=\"12\" r=\"9.5\" stroke-dasharray=\"3.5 3\"/>" + Question
        ),
        ["skipped"] = new("<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8 12h8\"/>"),
    };
}
