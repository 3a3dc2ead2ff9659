using Vidimus.Client;
using Vidimus.Samples.Receiver;

// The secrets of the endpoint, parted by commas: two while one is being replaced.
var secrets = Environment.GetEnvironmentVariable("VIDIMUS_WEBHOOK_SECRET") ?? "";
if (secrets.Length == 0)
{
    Console.Error.WriteLine("Set VIDIMUS_WEBHOOK_SECRET to the secret of your webhook endpoint.");
    return 1;
}
var app = Receiver.Build(args, [.. secrets.Split(',').Select(Secret.Of)]);
await app.RunAsync();
return 0;
