using Spectre.Console;

namespace NoticeService.Lab.Commands;

/// <summary>A progress bar on standard error, and only for people: what is printed may be piped.</summary>
internal static class LabProgress
{
    /// <param name="name">What is going on.</param>
    /// <param name="work">Is told whom to tell how much is done, 0 to 1.</param>
    public static void Show(string name, Action<Action<double>> work)
    {
        if (Console.IsErrorRedirected)
        {
            work(_ => { });
            return;
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask(name);
                work(done => bar.Value = 100 * done);
            });
    }
}
