namespace Vidimus.Client.Tests;

/// <summary>Requests good enough to be sent.</summary>
internal static class Some
{
    public static NewKey Key =>
        new()
        {
            Label = "Ada's key",
            Mode = Mode.Live,
            Environment = KeyEnvironment.Ci,
        };

    public static NewGroup Group =>
        new()
        {
            Name = "Welding",
            Achievement = new() { Criteria = "Weld *well*." },
        };

    public static NewCredential Credential =>
        new()
        {
            GroupId = Samples.Id("grp_"),
            Recipient = new() { Name = "Ada Example" },
        };

    public static NewWebhook Webhook =>
        new() { Url = "https://receiver.example/webhooks", Events = ["credential.*"] };

    public static NewRecovery Recovery =>
        new() { Since = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero) };

    public static NewQuote Quote =>
        new()
        {
            SourceLanguage = "fa",
            UseCase = "uscis",
            PageCount = 2,
        };

    public static NewOrder Order =>
        new()
        {
            QuoteId = Samples.Id("q_"),
            Documents = [NewOrderDocument.At("https://files.example/a.pdf")],
        };

    public static CredentialRow Row(string name = "Ada Example") =>
        new() { Recipient = new() { Name = name } };

    public static async IAsyncEnumerable<T> Async<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
