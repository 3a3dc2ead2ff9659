namespace Vidimus.Policies.Reading.Likeness;

/// <summary>
/// Settings of searching by likeness, section <c>Policies:Embedding</c>. Off without an address. With one, the words of policies
/// and what is sought leave this server for that service.
/// </summary>
public sealed class EmbeddingOptions
{
    /// <summary>Base address of an OpenAI-compatible service, such as <c>https://models.example.org/v1</c>; empty for none.</summary>
    public string Url { get; set; } = "";

    /// <summary>The model, as the service names it.</summary>
    public string Model { get; set; } = "";

    /// <summary>The service's key, sent as Bearer; empty for none.</summary>
    public string Key { get; set; } = "";

    /// <summary>How many numbers a vector is to have, for services that let one choose; 0 for as many as the model makes.</summary>
    public int Dimensions { get; set; }

    /// <summary>Seconds for one request, 1 to 120.</summary>
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Texts in one request, 1 to 256.</summary>
    public int Batch { get; set; } = 32;

    /// <summary>How many policies' vectors a node holds in memory; of more, those that were made last.</summary>
    public int MostInMemory { get; set; } = 50_000;

    internal bool IsOn => Url.Length > 0;

    /// <summary>What vectors have to have in common to be compared.</summary>
    internal string Space => $"{Model}/{Dimensions}";
}
