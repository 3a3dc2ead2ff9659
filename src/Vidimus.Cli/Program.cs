using Vidimus.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl-C ends the call in hand in order; the second ends the program.
    key.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return await CommandLine.Run(args, Host.OfThisProcess(), stop.Token);
