using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Cli;

namespace Vidimus.Client.Tests.Cli;

/// <summary>The program as a user meets it: arguments in; text, files and an exit code out.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vidimus-cli-");
    private readonly FakeClock clock = new();

    public Terminal()
    {
        Server = new Stub(clock).On(Bench.Exchange, Samples.Token).On(Bench.Me, Samples.Me);
    }

    public Stub Server { get; }
    public FakeClock Clock => clock;
    public string Out { get; private set; } = "";
    public string Error { get; private set; } = "";
    public string Typed { get; set; } = "";
    public Dictionary<string, string> Variables { get; } =
        new() { ["VIDIMUS_URL"] = "https://trust.example", ["VIDIMUS_KEY"] = Samples.Key43 };

    public JsonNode Json => JsonNode.Parse(Out)!;
    public JsonNode[] JsonLines =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];

    public string At(string name) => Path.Combine(folder.FullName, name);

    public string File(string name, string content, Encoding? encoding = null)
    {
        System.IO.File.WriteAllText(At(name), content, encoding ?? new UTF8Encoding(false));
        return At(name);
    }

    public async Task<int> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(
            args,
            new Host
            {
                In = new MemoryStream(Encoding.UTF8.GetBytes(Typed)),
                Out = output,
                Error = error,
                Variable = Variables.GetValueOrDefault,
                ConfigDirectory = At("config"),
                Handler = Server,
                TimeProvider = clock,
            },
            CancellationToken.None
        );
        Out = output.ToString();
        Error = error.ToString();
        return code;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
