using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("NoticeService.Architecture.Tests")]
[assembly: InternalsVisibleTo("NoticeService.EndToEnd.Tests")]
