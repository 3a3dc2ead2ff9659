using System.Globalization;
using Vidimus.Benchmarks;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--empty-server", var port])
    return await EmptyServer.Run(int.Parse(port, CultureInfo.InvariantCulture));
if (args is ["--mcp-echo-server", var echo])
    return await McpEchoServer.Run(int.Parse(echo, CultureInfo.InvariantCulture));
if (args is ["--bare-submit-server", var bare])
    return await BareSubmitServer.Run(int.Parse(bare, CultureInfo.InvariantCulture));

var benchmarks = new Dictionary<string, Func<Report, Task>>
{
    ["proofs"] = ProofBenchmarks.Run,
    ["peer"] = PeerBenchmarks.Run,
    ["key-check"] = KeyCheckBenchmarks.Run,
    ["exchange"] = ExchangeBenchmarks.Run,
    ["verify"] = VerifyBenchmarks.Run,
    ["verifypage"] = VerifyPageBenchmarks.Run,
    ["issue-one"] = IssueOneBenchmarks.Run,
    ["issue-list"] = IssueListBenchmarks.Run,
    ["commits"] = CommitBenchmarks.Run,
    ["templates"] = TemplateBenchmarks.Run,
    ["certify"] = CertifyingBenchmarks.Run,
    ["documents"] = DocumentBenchmarks.Upload,
    ["submit"] = DocumentBenchmarks.Submit,
    ["policies-evaluate"] = EvaluateBenchmarks.Run,
    ["policies-load"] = PolicyLoadBenchmarks.Run,
    ["policies-read"] = PolicyReadBenchmarks.Run,
    ["start"] = StartBenchmarks.Run,
    ["webhook-drain"] = WebhookDrainBenchmarks.Run,
    ["webhook-first"] = WebhookFirstBenchmarks.Run,
    ["mcp-noop"] = McpBenchmarks.Run,
    ["mcp-idle"] = McpBenchmarks.RunIdle,
    ["soak"] = SoakBenchmarks.Run,
};
var choice = Choice.Read(args);
if (choice.Problem(benchmarks.Keys) is { } problem)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(
        $"Usage: [all | {string.Join(" | ", benchmarks.Keys)}]… [--seconds N] [--clients N] [--soak-minutes N] [--out FILE]"
    );
    return 2;
}
Load.Measured = TimeSpan.FromSeconds(choice.Seconds);
Load.Clients = choice.Clients;
SoakBenchmarks.Length = TimeSpan.FromMinutes(choice.SoakMinutes);
var report = new Report();
foreach (var (name, run) in benchmarks)
{
    if (!choice.Includes(name))
        continue;
    Console.Error.WriteLine($"{name} …");
    await run(report);
}
var text = report.Text();
Console.WriteLine(text);
if (choice.Out is { } file)
    await File.WriteAllTextAsync(file, text);
return report.Failures == 0 ? 0 : 1;
